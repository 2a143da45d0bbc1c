/**
 * Examines a workload: all architectures side by side, then those with threads by
 * other numbers of them, then from which size on threads help.
 *
 * @import { Workload } from '../catalogue.js'
 * @import { Picture, Row } from '../measure.js'
 * @import { Job, Show } from './jobs.js'
 * @import { Threshold } from './threshold.js'
 *
 * @typedef {object} Plan
 * @property {Workload} workload
 * @property {number} size
 * @property {number} threads
 * @property {boolean} quick
 * @property {AbortSignal} signal
 * @property {Picture | null} picture of the visitor's, for a workload that takes one
 *
 * @typedef {object} Sight what is told meanwhile, never while something is measured
 * @property {(what: string, part: number) => void} progress what is measured next; how much is done, from 0 to 1
 * @property {Show['begin']} begin a row
 * @property {(job: Job, canvas: HTMLCanvasElement) => void} keep
 * @property {Show['end']} end
 * @property {(threshold: Threshold, architecture: string) => void} found
 */
import { ARCHITECTURES } from '../catalogue.js';
import { median } from '../median.js';
import { measureAll } from './jobs.js';
import { findThreshold, powersBetween } from './threshold.js';
import { extent, threadsOf } from './words.js';

/** How often each row is measured. */
const THOROUGH = { rounds: 6, passes: 2 };
const QUICK = { rounds: 3, passes: 1 };
/** How long the search for the size may take. */
const SEARCH_MS = { thorough: 30_000, quick: 8000 };
/** Times that a comparison of the search wants to measure for. */
const WANTED_MS = 150;
/** Shares of the progress. */
const [COMPARED, SPED] = [0.5, 0.75];

/** @param {Plan} plan @returns {Job[]} */
export function jobsOf({ workload, size, threads, picture }) {
  return ARCHITECTURES.map((architecture) => ({
    architecture,
    workload,
    threads: architecture.hasThreads ? threads : 1,
    size,
    ...(picture && { height: picture.height }),
  }));
}

/** The numbers of threads that may be tried on a machine of so many cores. @param {number} cores */
export function threadCounts(cores) {
  return [1, 2, 3, 4, 6, 8].filter((threads) => threads <= cores);
}

/**
 * @param {Plan} plan
 * @param {Job[]} jobs of `jobsOf`
 * @param {Sight} sight
 * @returns {Promise<void>} rejects where it is stopped, by the signal's reason
 */
export async function examine(plan, jobs, sight) {
  const { quick, signal, picture } = plan;
  const manner = { ...(quick ? QUICK : THOROUGH), signal, picture };
  /** @param {number} from @param {number} to */
  const between = (from, to) => ({
    /** @type {Show['begin']} */
    begin: (job, done, all) => {
      sight.progress(nameOf(job), from + ((to - from) * done) / all);
      return sight.begin(job, done, all);
    },
    keep: sight.keep,
    end: sight.end,
  });
  const rows = await measureAll(jobs, manner, between(0, COMPARED));

  const able = jobs.filter(({ architecture }, index) => architecture.hasThreads && rows[index]?.ok);
  const counts = threadCounts(navigator.hardwareConcurrency).filter((threads) => threads <= plan.threads);
  const others = counts.flatMap((threads) =>
    able.filter((job) => job.threads !== threads).map((job) => ({ ...job, threads })),
  );
  await measureAll(others, { ...manner, ...QUICK }, between(COMPARED, SPED));

  const ours = able.find(({ architecture }) => architecture.id === 'ours');
  const threaded = ours ?? able.find(({ architecture }) => architecture.id === 'queue');
  if (threaded && plan.threads === 1) {
    sight.found({ kind: 'alone', size: 0, gain: 0 }, threaded.architecture.id);
  } else if (threaded) {
    const known = picture ? [] : rows;
    const threshold = await search(plan, threaded, known, (text, part) => sight.progress(text, SPED + (1 - SPED) * part));
    sight.found(threshold, threaded.architecture.id);
  }
}

/**
 * From which size on a job's threads are faster than one worker. Of the laboratory's
 * own pictures: a visitor's has one size.
 * @param {Plan} plan
 * @param {Job} job
 * @param {Row[]} known rows of the size that all were compared at
 * @param {Sight['progress']} progress
 * @param {typeof measureAll} [measureRows]
 */
export async function search({ workload, quick, signal }, job, known, progress, measureRows = measureAll) {
  const single = ARCHITECTURES.find(({ id }) => id === 'worker-transfer');
  if (!single) throw new Error('lab: there is no worker-transfer to compare with');
  const sizes = powersBetween(workload.least, workload.most);
  const steps = Math.ceil(Math.log2(sizes.length + 1));
  const end = performance.now() + (quick ? SEARCH_MS.quick : SEARCH_MS.thorough);
  /** @type {Map<number, [number[], number[]]>} */
  const times = new Map();
  const timesOf = (/** @type {string} */ id) => known.find(({ architecture }) => architecture === id)?.times ?? [];
  const [threadedBefore, aloneBefore] = [timesOf(job.architecture.id), timesOf(single.id)];
  // The table's rows were not measured in turn with each other: a hint, no more.
  let isHinted = threadedBefore.length > 0 && aloneBefore.length > 0;
  const compare = async (/** @type {number} */ size) => {
    if (isHinted && size === job.size) {
      isHinted = false;
      return median(aloneBefore) / median(threadedBefore);
    }
    const [threaded, alone] = times.get(size) ?? [[], []];
    times.set(size, [threaded, alone]);
    const show = {
      begin: () => {
        const what = `Where threads begin to help: ${extent(workload, size)}`;
        progress(what, Math.min(1, (times.size - 1) / steps));
        return undefined;
      },
      end() {},
    };
    const jobs = [
      { ...job, size },
      { ...job, architecture: single, threads: 1, size },
    ];
    // Short ones vary more, and more of them are had in the same time.
    const usual = median(alone.length === 0 && size === job.size ? aloneBefore : alone);
    const rounds = Math.max(3, Math.min(15, Math.round(WANTED_MS / (usual > 0 ? usual : WANTED_MS / 5))));
    const rows = await measureRows(jobs, { rounds: 2 * rounds, passes: 2, signal, picture: null }, show);
    const [one, other] = rows;
    // Where the memory does not reach so far, threads are no help.
    if (!one?.ok || !other?.ok) return 0;
    threaded.push(...one.times);
    alone.push(...other.times);
    return median(alone) / median(threaded);
  };
  return findThreshold(sizes, compare, () => performance.now() > end);
}

/** @param {Job} job */
function nameOf({ architecture, workload, size, height, threads }) {
  const many = architecture.hasThreads ? `, ${threadsOf(threads)}` : '';
  return `${architecture.title}: ${workload.title}, ${extent(workload, size, height)}${many}`;
}
