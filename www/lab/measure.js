/** Measures one workload by one architecture. */
import { ARCHITECTURES, WORKLOADS } from './catalogue.js';
import { openRealm } from './frame.js';
import { median } from './median.js';
import { watchStalls } from './stall.js';

export { ARCHITECTURES, WORKLOADS };

/**
 * @typedef {object} Picture what a filter works on
 * @property {number} width
 * @property {number} height
 * @property {Uint8ClampedArray<ArrayBuffer>} data RGBA
 * @property {boolean} [isSmaller] whether it was made smaller than what else is measured, for a quick run
 *
 * @typedef {object} What
 * @property {string} architecture
 * @property {string} workload
 * @property {number} threads
 * @property {number} size
 * @property {number} rounds
 * @property {Picture} [picture] for the workloads that take one; it has its own size
 * @property {HTMLCanvasElement} [canvas] one that nothing was drawn on, to show the picture; it may be given away
 * @property {(canvas: HTMLCanvasElement) => Promise<void>} [keep] looks at the picture while it is there: in Firefox it goes with the worker that drew it
 * @property {AbortSignal} [signal] stops it
 *
 * @typedef {object} Row
 * @property {string} architecture
 * @property {string} workload
 * @property {number} threads
 * @property {number} size
 * @property {number} ms the median of all rounds: from the page's wish to the picture on the canvas, or the result on the page
 * @property {number[]} times of each round
 * @property {number} stallMs the longest time, in any round, in which the page's main thread answered nothing
 * @property {number} bytesCopied in a run, by our code and by structured clone; the browser's copy into the canvas, which all have, is not counted
 * @property {number} memoryBytes of all wasm memories, after the last round
 * @property {boolean} ok whether it ran, and its result is the one that the others have
 * @property {string} reason why it is not; or empty
 *
 * @typedef {<T>(promise: Promise<T>) => Promise<T>} OrStopped the same, or rejected when the measurement is stopped
 */

/** Why a row cannot be measured on such a page; of all other reasons it was tried. */
export const NOT_ISOLATED = 'This page is not cross-origin isolated: browsers let its workers share no memory.';

/** @param {string} text @param {string} expected */
const ofWrong = (text, expected) => new RangeError(`lab: ${text}: expected ${expected}`);

/**
 * Starts the architecture in a document of its own, warms it up, measures, and ends
 * it. Start and warm-up are not counted.
 * @param {What} what
 * @returns {Promise<Row>} also where it cannot run; rejects where it was stopped, by the signal's reason, or asked for what there is not
 */
export async function measure(what) {
  const architecture = ARCHITECTURES.find(({ id }) => id === what.architecture);
  const workload = WORKLOADS.find(({ id }) => id === what.workload);
  const idsOf = (/** @type {{ id: string }[]} */ all) => `one of ${all.map(({ id }) => id).join(', ')}`;
  if (!architecture) throw ofWrong(`architecture is "${what.architecture}"`, idsOf(ARCHITECTURES));
  if (!workload) throw ofWrong(`workload is "${what.workload}"`, idsOf(WORKLOADS));
  if (!(what.rounds >= 1)) throw ofWrong(`rounds is ${what.rounds}`, '1 or more');
  if (!(what.threads >= 1 && what.threads <= 64)) throw ofWrong(`threads is ${what.threads}`, '1 to 64');
  what.signal?.throwIfAborted();
  const threads = architecture.hasThreads ? what.threads : 1;
  /** @type {Row} */
  const row = {
    architecture: architecture.id,
    workload: workload.id,
    threads,
    size: what.size,
    ms: NaN,
    times: [],
    stallMs: NaN,
    bytesCopied: NaN,
    memoryBytes: NaN,
    ok: false,
    reason: '',
  };
  if (architecture.isShared && !(crossOriginIsolated && typeof SharedArrayBuffer === 'function')) {
    row.reason = NOT_ISOLATED;
    return row;
  }
  try {
    await fill(row, what, workload);
  } catch (error) {
    what.signal?.throwIfAborted();
    // An error of a frame's document is no instance of this one's.
    row.reason = /** @type {Partial<Error>} */ (error)?.message ?? String(error);
  }
  return row;
}

/**
 * @param {Row} row
 * @param {What} what
 * @param {import('./catalogue.js').Workload} workload
 */
async function fill(row, { rounds, size, picture, canvas, keep, signal }, workload) {
  const { realm, close } = await openRealm();
  /** @type {import('./architectures/machine.js').Machine | undefined} */
  let machine;
  const ended = new AbortController();
  // Whoever waits for a machine that was ended would wait for ever.
  /** @type {Promise<never>} */
  const stopped = new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), ended);
  });
  stopped.catch(() => {});
  /** @type {OrStopped} */
  const orStopped = (promise) => Promise.race([promise, stopped]);
  try {
    const given = workload.takesPicture ? picture : undefined;
    const load = await orStopped(loadOf(workload, size, given, orStopped));
    const screen = workload.isPicture ? canvasOf(canvas, load) : null;
    machine = await orStopped(realm.startMachine(row.architecture, row.threads, screen));
    // The first run is slower, whatever the architecture: engines compile twice.
    await orStopped(machine.run(load));
    for (let round = 0; round < rounds; round += 1) {
      const stalls = watchStalls();
      const begun = performance.now();
      const ran = await orStopped(machine.run(load));
      row.times.push(performance.now() - begun);
      row.stallMs = Math.max(row.stallMs || 0, stalls());
      ({ bytesCopied: row.bytesCopied, memoryBytes: row.memoryBytes } = ran);
    }
    row.ms = median(row.times);
    row.ok = await isRight(load, await orStopped(machine.result()));
    if (!row.ok) row.reason = 'Its result is not the one that the page itself computes.';
    if (screen && keep) await orStopped(keep(screen));
  } finally {
    ended.abort();
    machine?.end();
    close();
  }
}

/**
 * @param {import('./catalogue.js').Workload} workload
 * @param {number} size
 * @param {Picture | undefined} picture
 * @param {OrStopped} orStopped
 */
async function loadOf({ id }, size, picture, orStopped) {
  const { width, height } = picture ?? { width: size, height: size };
  const input = picture ? new Uint8Array(picture.data.buffer, picture.data.byteOffset, picture.data.byteLength) : null;
  return { name: id, size: width, height, input: input ?? (await inputOf(id, size, orStopped)) };
}

/** The usual inputs, as they were asked for last. @type {Map<string, { size: number, input: Uint8Array<ArrayBuffer> }>} */
const inputs = new Map();

/** @param {string} name @param {number} size @param {OrStopped} orStopped */
async function inputOf(name, size, orStopped) {
  const known = inputs.get(name);
  const input = known?.size === size ? known.input : await makeInput(name, size, orStopped);
  inputs.set(name, { size, input });
  return input.byteLength > 0 ? input : null;
}

/**
 * In a document of its own: the memory that it takes is no architecture's.
 * @param {string} name
 * @param {number} size
 * @param {OrStopped} orStopped
 */
async function makeInput(name, size, orStopped) {
  const { realm, close } = await openRealm();
  try {
    return await orStopped(realm.usualInput(name, size, size));
  } finally {
    close();
  }
}

/**
 * @param {HTMLCanvasElement | undefined} given
 * @param {import('./program.js').Load} load
 */
function canvasOf(given, { size, height }) {
  const canvas = given ?? document.createElement('canvas');
  canvas.width = size;
  canvas.height = height;
  return canvas;
}

/** What the page computes, of the last few loads, by their names. @type {Map<string, Uint8Array>} */
const expected = new Map();

/** Bytes that are kept of it, beside the last. */
const KEPT = 1 << 26;

/**
 * Whether a result is what the page itself computes, byte for byte.
 * @param {import('./program.js').Load} load
 * @param {Uint8Array} result
 */
async function isRight(load, result) {
  const name = [load.name, load.size, load.height, load.input ? checksumOf(load.input) : ''].join(' ');
  const known = expected.get(name) ?? (await computeOnPage(load));
  // Those that were asked for last are the last.
  expected.delete(name);
  let kept = 0;
  for (const { byteLength } of expected.values()) kept += byteLength;
  for (const [first, { byteLength }] of expected) {
    if (kept <= KEPT) break;
    expected.delete(first);
    kept -= byteLength;
  }
  expected.set(name, known);
  return result.byteLength === known.byteLength && result.every((byte, index) => byte === known[index]);
}

/** @param {import('./program.js').Load} load */
async function computeOnPage(load) {
  const { realm, close } = await openRealm();
  try {
    const machine = await realm.startMachine('page', 1, null);
    await machine.run(load);
    return await machine.result();
  } finally {
    close();
  }
}

/** Tells inputs from each other: FNV-1a, by words, for bytes that come in fours. @param {Uint8Array} bytes */
function checksumOf({ buffer, byteOffset, byteLength }) {
  let sum = 0x811c9dc5 ^ byteLength;
  for (const word of new Uint32Array(buffer, byteOffset, byteLength >> 2)) sum = Math.imul(sum ^ word, 0x01000193);
  return sum >>> 0;
}
