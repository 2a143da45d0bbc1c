/**
 * What this browser and this page have of what threads need.
 */

/** Each returns an i8x16: the popcnt of a splat, and a relaxed swizzle of two. */
const SIMD = [65, 0, 253, 15, 253, 98];
const RELAXED_SIMD = [65, 0, 253, 15, 65, 0, 253, 15, 253, 128, 2];

/** @param {number[]} code the body of a function that returns a vector */
function runs(code) {
  const body = [0, ...code, 11];
  const bytes = [
    ...[0, 97, 115, 109, 1, 0, 0, 0], // the beginning of every module
    ...[1, 5, 1, 96, 0, 1, 123], // a type: nothing to a vector
    ...[3, 2, 1, 0], // a function of it
    ...[10, body.length + 2, 1, body.length, ...body],
  ];
  return typeof WebAssembly === 'object' && WebAssembly.validate(new Uint8Array(bytes));
}

/** @type {Record<string, () => boolean>} */
const FEATURES = {
  workers: () => typeof Worker === 'function',
  memory: () => typeof SharedArrayBuffer === 'function',
  isolation: () => globalThis.crossOriginIsolated === true,
  canvas: () =>
    typeof OffscreenCanvas === 'function' && 'transferControlToOffscreen' in HTMLCanvasElement.prototype,
  simd: () => runs(SIMD),
  relaxed: () => runs(RELAXED_SIMD),
  waiting: () => 'waitAsync' in Atomics,
};

/**
 * Fills in the cells that are for it, `data-feature="…"`.
 * @param {ParentNode} root
 */
export function showFeatures(root) {
  for (const cell of root.querySelectorAll('[data-feature]')) {
    if (!(cell instanceof HTMLElement)) continue;
    const isHere = FEATURES[cell.dataset.feature ?? '']?.() ?? false;
    cell.classList.add(isHere ? 'yes' : 'missing');
    cell.textContent = isHere ? 'yes' : 'no';
  }
}
