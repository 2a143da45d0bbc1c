/**
 * What is known of a workload: its rows, those of other numbers of threads, and from
 * which size on threads help.
 *
 * @import { Workload } from '../catalogue.js'
 * @import { Picture, Row } from '../measure.js'
 * @import { Job } from './jobs.js'
 * @import { Threshold } from './threshold.js'
 */
import { ARCHITECTURES } from '../catalogue.js';
import { fitLaw, LEAST_MS } from './amdahl.js';
import { extent } from './words.js';

export class Record {
  /** What the table is of. @type {Job[]} */
  jobs = [];
  /** By architecture. @type {Map<string, Row>} */
  rows = new Map();
  /** By architecture and number of threads. @type {Map<string, Map<number, Row>>} */
  #byThreads = new Map();
  /** @type {Threshold | null} */
  threshold = null;
  /** What was compared for it. */
  compared = { architecture: '', threads: 0 };
  /** Small pictures, by architecture. @type {Map<string, HTMLCanvasElement>} */
  pictures = new Map();
  /** The job that is measured now. @type {Job | null} */
  current = null;
  /** The visitor's, where they were measured with it. @type {Picture | null} */
  picture = null;

  /** @param {Workload} workload */
  constructor(workload) {
    this.workload = workload;
  }

  /**
   * Begins anew.
   * @param {Job[]} jobs of its table
   * @param {Picture | null} picture
   */
  begin(jobs, picture) {
    this.jobs = jobs;
    this.picture = picture;
    this.rows.clear();
    this.#byThreads.clear();
    this.pictures.clear();
    this.threshold = null;
  }

  /** @param {Job} job @param {Row} row */
  add(job, row) {
    const { id } = job.architecture;
    if (this.jobs.some((listed) => listed === job)) this.rows.set(id, row);
    if (!row.ok) return;
    const known = this.#byThreads.get(id) ?? new Map();
    this.#byThreads.set(id, known.set(job.threads, row));
  }

  /** Times by numbers of threads, of the architectures that have threads. */
  lines() {
    return ARCHITECTURES.filter(({ hasThreads }) => hasThreads).flatMap(({ id, title }) => {
      const points = [...(this.#byThreads.get(id) ?? [])].map(([threads, { ms }]) => ({ threads, ms }));
      points.sort((a, b) => a.threads - b.threads);
      const isShort = points.some(({ ms }) => ms < LEAST_MS);
      return points.length > 0 ? [{ id, name: title, points, isShort, law: isShort ? null : fitLaw(points) }] : [];
    });
  }

  /** How large what is in the table was, in words; or nothing. */
  get extent() {
    const [job] = this.jobs;
    if (!job) return '';
    const size = extent(this.workload, job.size, job.height);
    if (!this.picture) return size;
    return `your picture, ${this.picture.isSmaller ? 'made smaller for a quick run: ' : ''}${size}`;
  }

  /** What one thread takes that is not the page's, or null. */
  get single() {
    const row = this.rows.get('worker-transfer');
    return row?.ok ? row.ms : null;
  }

  /** How much faster what was compared is than with one thread of its own, or null. */
  get gain() {
    const rows = this.#byThreads.get(this.compared.architecture);
    const [alone, many] = [rows?.get(1), rows?.get(this.compared.threads)];
    return alone && many ? alone.ms / many.ms : null;
  }

  /** The fastest row that there is. */
  get fastest() {
    const rows = [...this.rows.values()].filter(({ ok }) => ok);
    return rows.reduce((/** @type {Row | null} */ best, row) => (best && best.ms <= row.ms ? best : row), null);
  }
}
