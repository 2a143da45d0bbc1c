/**
 * What is measured, and in which order: all rows once a pass, so that what slows the
 * machine for a while slows them all.
 *
 * @import { Architecture, Workload } from '../catalogue.js'
 * @import { Picture, Row } from '../measure.js'
 *
 * @typedef {object} Job a row to be
 * @property {Architecture} architecture
 * @property {Workload} workload
 * @property {number} threads
 * @property {number} size
 * @property {number} [height] of a visitor's picture; the size unless told
 *
 * @typedef {object} Manner
 * @property {number} rounds of each row, over all passes
 * @property {number} passes so often an architecture is started
 * @property {AbortSignal} signal
 * @property {Picture | null} picture of the visitor's, for filters
 *
 * @typedef {object} Show what is told meanwhile, never while something is measured
 * @property {(job: Job, done: number, all: number) => HTMLCanvasElement | undefined} begin may give a canvas for the picture
 * @property {(job: Job, canvas: HTMLCanvasElement) => void} [keep] the picture that it has drawn, while it is there
 * @property {(job: Job, row: Row) => void} end the row as it is after all passes so far
 */
import { measure } from '../measure.js';
import { median } from '../median.js';
import { watchSight } from '../sight.js';

/**
 * Measures rows.
 * @param {Job[]} jobs
 * @param {Manner} manner
 * @param {Show} show
 * @returns {Promise<Row[]>} in the order of the jobs; rejects where it is stopped, by the signal's reason
 */
export async function measureAll(jobs, { rounds, passes, signal, picture }, show) {
  /** @type {Row[]} */
  const rows = [];
  const all = jobs.length * passes;
  for (let pass = 0; pass < passes; pass += 1) {
    for (const [index, job] of jobs.entries()) {
      const before = rows[index];
      // What could not run will not.
      if (before && !before.ok) continue;
      // What cannot be divided goes to the first.
      const own = Math.ceil((rounds - pass) / passes);
      const row = await seen(async () => {
        const canvas = show.begin(job, pass * jobs.length + index, all);
        await calm(signal);
        return measure({
          architecture: job.architecture.id,
          workload: job.workload.id,
          threads: job.threads,
          size: job.size,
          rounds: own,
          signal,
          ...(show.keep && { keep: keepBy(show.keep, job, signal) }),
          ...(picture && job.workload.takesPicture && { picture }),
          ...(canvas && { canvas }),
        });
      });
      const whole = before && row.ok ? merged(before, row) : row;
      rows[index] = whole;
      show.end(job, whole);
    }
  }
  return rows;
}

/**
 * @param {NonNullable<Show['keep']>} keep
 * @param {Job} job
 * @param {AbortSignal} signal
 */
function keepBy(keep, job, signal) {
  return async (/** @type {HTMLCanvasElement} */ screen) => {
    // A worker's frame reaches the page a moment after it says so.
    await calm(signal);
    await calm(signal);
    keep(job, screen);
  };
}

/**
 * A row of the rounds of two.
 * @param {Row} before
 * @param {Row} after
 * @returns {Row}
 */
function merged(before, after) {
  const times = [...before.times, ...after.times];
  return {
    ...after,
    times,
    ms: median(times),
    stallMs: Math.max(before.stallMs, after.stallMs),
    memoryBytes: Math.max(before.memoryBytes, after.memoryBytes),
  };
}

/**
 * Measures again what was measured while nobody saw the page: browsers slow it down then.
 * @param {() => Promise<Row>} measureOnce
 */
async function seen(measureOnce) {
  for (;;) {
    const watch = watchSight();
    try {
      const row = await measureOnce();
      if (!watch()) return row;
    } finally {
      watch();
    }
  }
}

/**
 * Resolves when the page has shown what it had to show, and is seen.
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function calm(signal) {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    // A hidden page has no frames. The task after the frame is after its painting.
    requestAnimationFrame(() => {
      setTimeout(() => {
        signal.removeEventListener('abort', stop);
        resolve();
      });
    });
  });
}
