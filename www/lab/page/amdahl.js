/**
 * Amdahl's law: of a job that takes T₁ on one thread a part s cannot be shared
 * out, so that n threads take T(n) = T₁ (s + (1 − s) / n). Fitted to times, it says
 * what more threads would bring.
 *
 * G. M. Amdahl: Validity of the single processor approach, AFIPS 1967.
 *
 * @typedef {object} Law
 * @property {number} single T₁, ms
 * @property {number} serial s, from 0 to 1
 * @property {number} points how many times it was fitted to
 * @property {boolean} isSlower whether more threads take longer, of which the law knows nothing
 */

/** Shorter runs are as much of waking threads as of work: they say nothing of the law. */
export const LEAST_MS = 1;
/** By so much more threads have to take longer that it is said. */
const SLOWER = 1.05;

/**
 * The law that is nearest to some times, by least squares. With a = T₁ s and
 * b = T₁ (1 − s) it is the straight line a + b x over x = 1 / n, and neither is
 * below 0.
 * @param {{ threads: number, ms: number }[]} times
 * @returns {Law | null} null where they are not of two numbers of threads at least
 */
export function fitLaw(times) {
  const points = times.filter(({ threads, ms }) => threads >= 1 && ms > 0 && Number.isFinite(threads * ms));
  if (new Set(points.map(({ threads }) => threads)).size < 2) return null;
  let [x, y, xx, xy] = [0, 0, 0, 0];
  for (const { threads, ms } of points) {
    x += 1 / threads;
    y += ms;
    xx += 1 / threads ** 2;
    xy += ms / threads;
  }
  const count = points.length;
  let slope = (count * xy - x * y) / (count * xx - x * x);
  let constant = (y - slope * x) / count;
  const fewest = 1 / Math.max(...points.map(({ threads }) => threads));
  const isSlower = constant + slope * fewest > SLOWER * (constant + slope);
  // What is nearest lies at the border then.
  if (constant < 0) [constant, slope] = [0, xy / xx];
  if (slope < 0) [constant, slope] = [y / count, 0];
  return { single: constant + slope, serial: constant / (constant + slope), points: count, isSlower };
}

/** @param {Law} law @param {number} threads @returns {number} ms */
export function timeBy({ single, serial }, threads) {
  return single * (serial + (1 - serial) / threads);
}

/**
 * What the serial part means.
 * @param {Law} law
 */
export function wordsOf({ serial, isSlower }) {
  if (isSlower) return 'more threads make it slower: what sharing it out costs is more than it brings';
  if (serial >= 0.995) return 'more threads bring nothing';
  if (serial < 0.005) return 'as good as all of it is shared out: no limit is in sight';
  const most = 1 / serial;
  const times = most < 9.95 ? most.toFixed(1) : most.toFixed(0);
  return `${Math.round(100 * serial)} % of it can’t be shared out: at most ${times} × faster, whatever the machine`;
}
