/**
 * The size from which on threads help, found by halving: what threads cost stays
 * about the same, and what they bring grows with the work. Noise may mislead one
 * comparison, so that one which is near the line is made again, and so is each at which
 * threads seem to help: that is what is told.
 *
 * @typedef {object} Threshold
 * @property {'from' | 'always' | 'never' | 'open' | 'alone'} kind `always`: already at the smallest size; `open`: there was no time to find it; `alone`: one thread was chosen, which is not compared
 * @property {number} size the smallest size at which they were seen to help; of `never` and `open` the largest at which they did not; or 0
 * @property {number} gain how much faster they were there; 0 where that is not known
 */

/** How much faster is faster: less may be noise. */
export const LEAST_GAIN = 1.1;
/** What lies so near to it is compared again. */
const NEAR = 1.15;

/**
 * @param {number[]} sizes upwards
 * @param {(size: number) => Promise<number>} compare how much faster threads are at a size; a later call for a size measures it again
 * @param {() => boolean} isLate whether to compare no more
 * @returns {Promise<Threshold>}
 */
export async function findThreshold(sizes, compare, isLate) {
  /** @param {number} size */
  const gainAt = async (size) => {
    const gain = await compare(size);
    // Also where it is late: the one that ends the search is not to be the noisy one.
    if (gain >= LEAST_GAIN) return compare(size);
    return gain > LEAST_GAIN / NEAR && !isLate() ? compare(size) : gain;
  };
  // Indices: they help at none up to `no`, and at `yes`, as far as is known.
  let [no, yes] = [-1, sizes.length];
  let gain = 0;
  while (yes - no > 1) {
    if (isLate()) return { kind: 'open', size: sizes[no] ?? 0, gain: 0 };
    const middle = (no + yes) >> 1;
    const found = await gainAt(sizes[middle] ?? 0);
    if (found >= LEAST_GAIN) [yes, gain] = [middle, found];
    else no = middle;
  }
  if (yes === sizes.length) return { kind: 'never', size: sizes[no] ?? 0, gain: 0 };
  return { kind: yes === 0 ? 'always' : 'from', size: sizes[yes] ?? 0, gain };
}

/**
 * Powers of two, both ends included where they are some.
 * @param {number} least
 * @param {number} most
 */
export function powersBetween(least, most) {
  const powers = [];
  for (let power = 2 ** Math.ceil(Math.log2(least)); power <= most; power *= 2) powers.push(power);
  return powers;
}
