/**
 * What is compared, and what with.
 *
 * @typedef {object} Architecture
 * @property {string} id
 * @property {string} title
 * @property {string} how who computes, who waits, and how bytes travel
 * @property {boolean} hasThreads whether it has as many as are asked for, and not one
 * @property {boolean} isShared whether its threads share memory, which takes an isolated page
 *
 * @typedef {object} Workload
 * @property {string} id
 * @property {string} title
 * @property {string} unit what sizes count
 * @property {boolean} isPicture whether its result is one
 * @property {boolean} takesPicture whether it works on one
 * @property {number} size the usual one
 * @property {number} quickSize one for tests
 * @property {number} least from here to `most`, by powers of two, it is searched where threads begin to help
 * @property {number} most
 */

/** @type {Architecture[]} */
export const ARCHITECTURES = [
  {
    id: 'page',
    title: 'Main thread',
    how: 'The page runs the wasm itself and puts the picture onto its canvas. Until it has, it answers nothing.',
    hasThreads: false,
    isShared: false,
  },
  {
    id: 'worker-clone',
    title: 'One worker, cloned',
    how: 'A worker computes, and posts the result back: a copy, by structured clone.',
    hasThreads: false,
    isShared: false,
  },
  {
    id: 'worker-transfer',
    title: 'One worker, transferred',
    how: 'The same, but the bytes change hands and are not copied.',
    hasThreads: false,
    isShared: false,
  },
  {
    id: 'queue',
    title: 'Worker pool with a queue',
    how: 'Each worker has a memory of its own. The page hands tiles to those that are idle, with what they need, and puts each onto the canvas as it comes back, transferred.',
    hasThreads: true,
    isShared: false,
  },
  {
    id: 'shared-cells',
    title: 'Shared memory, by pixels',
    how: 'The page’s memory is shared with workers, which claim a pixel at a time by an atomic read-modify-write; a single pixel fills no vector lanes. The page copies the result out of the memory.',
    hasThreads: true,
    isShared: true,
  },
  {
    id: 'shared-rows',
    title: 'Shared memory, by rows',
    how: 'The same, a row at a time.',
    hasThreads: true,
    isShared: true,
  },
  {
    id: 'shared-tiles',
    title: 'Shared memory, by tiles',
    how: 'The same, a tile at a time.',
    hasThreads: true,
    isShared: true,
  },
  {
    id: 'rayon',
    title: 'rayon',
    how: 'A worker runs par_iter over the rows, on the pool of wasm-bindgen-rayon, and transfers the result to the page.',
    hasThreads: true,
    isShared: true,
  },
  {
    id: 'ours',
    title: 'OffscreenCanvas, a coordinator',
    how: 'Deep Canvas: a coordinator worker publishes tiles to compute workers on shared memory, waits on their completion counter and puts the tiles onto the canvas. The page does nothing.',
    hasThreads: true,
    isShared: true,
  },
];

const PICTURE = {
  unit: 'pixels across',
  isPicture: true,
  takesPicture: false,
  size: 1024,
  quickSize: 128,
  least: 16,
  most: 1024,
};
const ARRAY = { isPicture: false, takesPicture: false };

/** @type {Workload[]} */
export const WORKLOADS = [
  { ...PICTURE, id: 'mandelbrot', title: 'Mandelbrot, home' },
  { ...PICTURE, id: 'valley', title: 'Mandelbrot, a busy valley' },
  { ...PICTURE, id: 'deep', title: 'Mandelbrot, a deep view', size: 512 },
  { ...PICTURE, id: 'julia', title: 'Julia' },
  { ...PICTURE, id: 'blur', title: 'Blur', takesPicture: true },
  { ...PICTURE, id: 'edges', title: 'Convolution: edges', takesPicture: true },
  { ...ARRAY, id: 'matrix', title: 'Matrix product', unit: 'rows', size: 512, quickSize: 64, least: 16, most: 512 },
  { ...ARRAY, id: 'sum', title: 'Sum of an array', unit: 'items', size: 1 << 22, quickSize: 1 << 15, least: 1 << 12, most: 1 << 22 },
  { ...ARRAY, id: 'sort', title: 'Sort', unit: 'items', size: 1000, quickSize: 1000, least: 1 << 8, most: 1 << 20 },
  { ...ARRAY, id: 'bodies', title: 'n-body step', unit: 'bodies', size: 2048, quickSize: 256, least: 32, most: 4096 },
  { ...PICTURE, id: 'sphere', title: 'Ray-marched sphere' },
];
