/**
 * What all architectures are to those who measure them.
 *
 * @typedef {import('../program.js').Load} Load
 *
 * @typedef {object} Setting what a machine starts from
 * @property {WebAssembly.Module} module
 * @property {number} threads
 * @property {HTMLCanvasElement | null} canvas none where the result is no picture
 *
 * @typedef {object} Ran
 * @property {number} bytesCopied by our code, as each wasm tells, and by structured clone, this time
 * @property {number} memoryBytes of all its wasm memories
 *
 * @typedef {object} Machine an architecture that has started
 * @property {(load: Load) => Promise<Ran>} run resolves when the picture is on the canvas, or the result on the page
 * @property {() => Promise<Uint8Array<ArrayBuffer>>} result of the last run: all its bytes
 * @property {() => void} end
 *
 * @typedef {(setting: Setting) => Promise<Machine>} Start rejects where it cannot run here
 */

/** The length of what a message copies for a workload's input. @param {Load} load */
export const inputBytes = ({ input }) => input?.byteLength ?? 0;

/**
 * Puts pixels of a picture onto a canvas of the page.
 * @param {HTMLCanvasElement} canvas
 */
export function painter(canvas) {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The browser gives no 2d context for the canvas.');
  /** @param {Uint8Array<ArrayBuffer>} cells @param {import('../program.js').Region} region */
  return (cells, { x, y, width, height }) => {
    const pixels = new Uint8ClampedArray(cells.buffer, cells.byteOffset, cells.byteLength);
    context.putImageData(new ImageData(pixels, width, height), x, y);
  };
}

/** @param {Uint8Array<ArrayBuffer> | Uint8ClampedArray<ArrayBuffer>} cells */
export const bytesOf = (cells) => new Uint8Array(cells.buffer, cells.byteOffset, cells.byteLength);
