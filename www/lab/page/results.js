/**
 * The part of the page that shows what was measured: of one workload at a time, and
 * of all of them whether threads help. It changes between rows, and never during one.
 *
 * @import { Picture, Row } from '../measure.js'
 * @import { Job } from './jobs.js'
 * @import { Threshold } from './threshold.js'
 */
import { find } from '../../explorer/dom.js';
import { WORKLOADS } from '../catalogue.js';
import { showCharts } from './charts.js';
import { Record } from './record.js';
import { shrunk, tableOf } from './table.js';
import { verdictOf, verdictRow } from './verdict.js';

export class Results {
  #records = new Map(WORKLOADS.map((workload) => [workload.id, new Record(workload)]));
  #selected = '';
  /** What the current row draws on. @type {HTMLCanvasElement | null} */
  #screen = null;
  #place = find('#result', HTMLElement);
  #width = 0;

  /** @param {string} selected a workload's id */
  constructor(selected) {
    this.select(selected);
    this.#showVerdicts();
    new ResizeObserver(() => {
      // Its height changes with what is shown.
      if (this.#place.clientWidth === this.#width) return;
      this.#width = this.#place.clientWidth;
      this.#showCharts();
    }).observe(this.#place);
  }

  /** @param {string} workload its id */
  select(workload) {
    if (workload === this.#selected) return;
    this.#selected = workload;
    this.#show();
  }

  /**
   * A workload is measured from here on.
   * @param {Job[]} jobs of its table
   * @param {Picture | null} picture the visitor's, where they are measured with it
   */
  start(jobs, picture) {
    const [job] = jobs;
    if (!job) return;
    this.#recordOf(job).begin(jobs, picture);
    this.#update(job);
  }

  /** @param {Job} job @returns {HTMLCanvasElement | undefined} */
  begin(job) {
    this.#screen = job.workload.isPicture ? document.createElement('canvas') : null;
    this.#recordOf(job).current = job;
    this.#update(job);
    return this.#screen ?? undefined;
  }

  /** @param {Job} job @param {HTMLCanvasElement} canvas that it has drawn on */
  keep(job, canvas) {
    const record = this.#recordOf(job);
    if (record.jobs.includes(job)) record.pictures.set(job.architecture.id, shrunk(canvas));
  }

  /** @param {Job} job @param {Row} row */
  end(job, row) {
    const record = this.#recordOf(job);
    record.current = null;
    record.add(job, row);
    this.#screen = null;
    this.#update(job);
  }

  /** Nothing is measured any more. */
  rest() {
    this.#screen = null;
    for (const record of this.#records.values()) record.current = null;
    this.#show();
  }

  /** @param {Job} job of those that were compared @param {Threshold} threshold */
  found(job, threshold) {
    const record = this.#recordOf(job);
    record.threshold = threshold;
    record.compared = { architecture: job.architecture.id, threads: job.threads };
    this.#update(job);
  }

  /** @param {Job} job */
  #recordOf({ workload }) {
    const record = this.#records.get(workload.id);
    if (!record) throw new RangeError(`lab: no workload "${workload.id}"`);
    return record;
  }

  /** @param {Job} job */
  #update({ workload }) {
    if (workload.id === this.#selected) this.#show();
    this.#showVerdicts();
  }

  #show() {
    const record = this.#records.get(this.#selected);
    if (!record) return;
    const [job] = record.jobs;
    find('#result-title', HTMLElement).textContent = record.workload.title;
    const threads = Math.max(...record.jobs.map((one) => one.threads));
    find('#result-what', HTMLElement).textContent = job
      ? `${record.extent}, up to ${threads === 1 ? '1 thread' : `${threads} threads`}`
      : 'Not measured yet.';
    find('#verdict', HTMLElement).textContent = verdictOf(record);
    find('#measured', HTMLElement).hidden = !job;
    if (!job) return;
    const rows = find('#rows', HTMLElement);
    // Who was in the table stays where they were.
    const at = rows.contains(document.activeElement) && document.activeElement?.closest('tr')?.dataset.architecture;
    rows.replaceChildren(tableOf(record, this.#screen));
    if (at) find(`[data-architecture='${at}'] a`, HTMLAnchorElement, rows).focus({ preventScroll: true });
    this.#showCharts();
  }

  #showCharts() {
    const record = this.#records.get(this.#selected);
    if (record && record.jobs.length > 0) showCharts(record, this.#place);
  }

  #showVerdicts() {
    find('#verdicts', HTMLElement).replaceChildren(...[...this.#records.values()].map(verdictRow));
  }
}
