/**
 * Where measurements are asked for, by the page's buttons and by scripts. One runs at
 * a time.
 *
 * @import { Workload } from '../catalogue.js'
 * @import { Row } from '../measure.js'
 * @import { PictureInput } from './picture-input.js'
 * @import { Results } from './results.js'
 */
import { find } from '../../explorer/dom.js';
import { examine, jobsOf } from './examine.js';
import { measureAll } from './jobs.js';
import { readRequest } from './request.js';

export class Desk {
  /** Of what is measured now. @type {AbortController | null} */
  #stopper = null;
  /** @type {Results} */ #results;
  /** @type {PictureInput} */ #input;
  /** @type {(workload: Workload) => void} */ #onWorkload;
  #ready;
  #doing = find('#doing', HTMLElement);
  #progress = find('#progress', HTMLProgressElement);

  /**
   * @param {Results} results
   * @param {PictureInput} input
   * @param {Promise<void> | null} ready resolves when the page stays as it is
   * @param {(workload: Workload) => void} onWorkload one is measured from here on
   */
  constructor(results, input, ready, onWorkload) {
    this.#results = results;
    this.#input = input;
    this.#ready = ready;
    this.#onWorkload = onWorkload;
    find('#stop', HTMLButtonElement).addEventListener('click', () => this.stop());
  }

  get isBusy() {
    return this.#stopper !== null;
  }

  stop() {
    this.#stopper?.abort(new DOMException('The measurement was stopped.', 'AbortError'));
  }

  /**
   * Examines workloads, one after the other, and shows it.
   * @param {Workload[]} workloads
   * @param {{ sizeOf: (workload: Workload) => number, threads: number, quick: boolean }} how
   * @returns {Promise<void>} never rejects: what went wrong is said on the page
   */
  async examine(workloads, { sizeOf, threads, quick }) {
    await this.#alone(undefined, async (signal) => {
      const picture = this.#input.picture(quick);
      for (const [index, workload] of workloads.entries()) {
        const given = workload.takesPicture ? picture : null;
        const plan = { workload, size: given?.width ?? sizeOf(workload), threads, quick, signal, picture: given };
        const jobs = jobsOf(plan);
        this.#onWorkload(workload);
        this.#results.start(jobs, given);
        await examine(plan, jobs, {
          progress: (what, part) => this.#tell(what, (index + part) / workloads.length),
          begin: (job) => this.#results.begin(job),
          keep: (job, canvas) => this.#results.keep(job, canvas),
          end: (job, row) => this.#results.end(job, row),
          found: (threshold, id) => {
            const job = jobs.find(({ architecture }) => architecture.id === id);
            if (job) this.#results.found(job, threshold);
          },
        });
      }
    }).catch(() => {}); // It was said.
  }

  /**
   * What `window.lab.run` does.
   * @param {unknown} request
   * @returns {Promise<Row[]>}
   */
  async run(request) {
    const { jobs: asked, rounds, passes, quick, signal: given } = readRequest(request);
    /** @type {Row[]} */
    let rows = [];
    await this.#alone(given, async (signal) => {
      const picture = this.#input.picture(quick);
      const ofPicture = picture && { size: picture.width, height: picture.height };
      const jobs = asked.map((job) => (job.workload.takesPicture ? { ...job, ...ofPicture } : job));
      for (const workload of new Set(jobs.map((job) => job.workload))) {
        const own = jobs.filter((job) => job.workload === workload);
        const isListed = (/** @type {typeof own[number]} */ job) => own.find(({ architecture }) => architecture === job.architecture) === job;
        this.#onWorkload(workload);
        this.#results.start(own.filter(isListed), workload.takesPicture ? picture : null);
        const first = jobs.findIndex((job) => job === own[0]);
        const measured = await measureAll(own, { rounds, passes, signal, picture }, {
          begin: (job, done) => {
            this.#tell(`${job.architecture.title}: ${workload.title}`, (first * passes + done) / (jobs.length * passes));
            return this.#results.begin(job);
          },
          keep: (job, canvas) => this.#results.keep(job, canvas),
          end: (job, row) => this.#results.end(job, row),
        });
        rows = [...rows, ...measured];
      }
    });
    return rows;
  }

  /**
   * Does work that nothing else may disturb, and says how it ends.
   * @param {AbortSignal | undefined} given
   * @param {(signal: AbortSignal) => Promise<void>} work
   */
  async #alone(given, work) {
    if (this.#stopper) throw new Error('lab: something is measured already: expected to be asked when that has ended, or was stopped');
    const stopper = new AbortController();
    this.#stopper = stopper;
    document.documentElement.classList.add('measuring');
    this.#input.begin();
    const signal = given ? AbortSignal.any([given, stopper.signal]) : stopper.signal;
    try {
      // A page that is about to be loaded again would take the measurement with it.
      await this.#ready;
      // A picture that is being read would disturb it, and change the page under it.
      await this.#input.rested(signal);
      signal.throwIfAborted();
      await work(signal);
      this.#tell('Done.', 1);
    } catch (error) {
      const why = signal.aborted ? 'Stopped: what was measured until then is shown.' : `It failed: ${error}`;
      this.#tell(why, 0);
      throw error;
    } finally {
      this.#stopper = null;
      this.#results.rest();
      this.#input.end();
      document.documentElement.classList.remove('measuring');
    }
  }

  /** @param {string} what @param {number} part */
  #tell(what, part) {
    this.#doing.textContent = what;
    this.#progress.value = part;
  }
}
