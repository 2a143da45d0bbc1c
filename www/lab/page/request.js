/**
 * What `window.lab.run` is asked for, checked, as jobs.
 *
 * @import { Job } from './jobs.js'
 *
 * @typedef {object} Request all of it optional
 * @property {boolean} [quick] everything small: the sizes for tests, a visitor's picture too, one round, two threads and, once, one
 * @property {string[]} [architectures] ids; all unless told
 * @property {string[]} [workloads] ids; all unless told
 * @property {number} [threads] 1 to 64; unless told the cores, 8 at most
 * @property {number} [size] of every workload; each has its usual one unless told, and a visitor's picture its own
 * @property {number} [rounds] 1 to 100
 * @property {AbortSignal} [signal]
 */
import { ARCHITECTURES, WORKLOADS } from '../catalogue.js';

export const MOST_THREADS = 64;
const MOST_ROUNDS = 100;
const KEYS = ['quick', 'architectures', 'workloads', 'threads', 'size', 'rounds', 'signal'];

/** So many threads are tried unless somebody asks for more. */
export const usualThreads = () => Math.max(1, Math.min(8, navigator.hardwareConcurrency));

/**
 * @param {unknown} request
 * @returns {{ jobs: Job[], rounds: number, passes: number, quick: boolean, signal: AbortSignal | undefined }}
 * @throws {TypeError | RangeError} that says what came and what would do
 */
export function readRequest(request) {
  const given = objectOf(request);
  const quick = given.quick ?? false;
  if (typeof quick !== 'boolean') throw wrong('quick', quick, 'true or false');
  const { signal } = given;
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw wrong('signal', signal, 'an AbortSignal');
  const architectures = chosen('architectures', given.architectures, ARCHITECTURES);
  const workloads = chosen('workloads', given.workloads, WORKLOADS);
  const threads = number('threads', given.threads, MOST_THREADS) ?? (quick ? 2 : usualThreads());
  const rounds = number('rounds', given.rounds, MOST_ROUNDS) ?? (quick ? 1 : 6);
  const jobs = workloads.flatMap((workload, index) => {
    const size = number('size', given.size, Math.max(workload.size, workload.most));
    const jobOf = (/** @type {Job['architecture']} */ architecture, /** @type {number} */ many) => ({
      architecture,
      workload,
      threads: architecture.hasThreads ? many : 1,
      size: size ?? (quick ? workload.quickSize : workload.size),
    });
    const all = architectures.map((architecture) => jobOf(architecture, threads));
    // Of one workload with a single thread as well: what threads cost where they can bring nothing.
    const isAlone = quick && index === 0 && given.threads === undefined;
    const alone = isAlone ? architectures.filter(({ hasThreads }) => hasThreads) : [];
    return [...all, ...alone.map((architecture) => jobOf(architecture, 1))];
  });
  return { jobs, rounds, passes: rounds > 1 ? 2 : 1, quick, signal };
}

/** @param {unknown} request @returns {{ [key: string]: unknown }} */
function objectOf(request) {
  if (request === undefined) return {};
  if (typeof request !== 'object' || request === null || Array.isArray(request)) {
    throw wrong('the request', request, 'an object such as { quick: true }');
  }
  for (const key of Object.keys(request)) {
    if (!KEYS.includes(key)) throw wrong('a key', key, `one of ${KEYS.join(', ')}`);
  }
  return { ...request };
}

/**
 * @template {{ id: string }} Kind
 * @param {string} name
 * @param {unknown} ids
 * @param {Kind[]} all
 */
function chosen(name, ids, all) {
  if (ids === undefined) return all;
  const expected = `a list of some of ${all.map(({ id }) => id).join(', ')}`;
  if (!Array.isArray(ids) || ids.length === 0) throw wrong(name, ids, expected);
  return [...new Set(ids)].map((id) => {
    const found = all.find((one) => one.id === id);
    if (!found) throw wrong(name, id, expected);
    return found;
  });
}

/** @param {string} name @param {unknown} value @param {number} most */
function number(name, value, most) {
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > most) {
    throw wrong(name, value, `a whole number from 1 to ${most}`);
  }
  return value;
}

/** @param {string} name @param {unknown} value @param {string} expected */
function wrong(name, value, expected) {
  const came = typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : textOf(value);
  return new TypeError(`lab.run: ${name} is ${came}: expected ${expected}`);
}

/** @param {unknown} value */
function textOf(value) {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
