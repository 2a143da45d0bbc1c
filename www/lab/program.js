/**
 * The laboratory's wasm, wherever it runs: on the page or in a worker, on a memory
 * of its own or on a shared one.
 *
 * @typedef {object} Shape what a workload is like; sizes in cells, lengths in bytes
 * @property {number} width
 * @property {number} height
 * @property {number} cell the length of a cell's result
 * @property {number} across a tile's width
 * @property {number} down a tile's height
 * @property {number} input the length of its input
 *
 * @typedef {object} Load a workload and what it works on
 * @property {string} name
 * @property {number} size
 * @property {number} height the size again, but for a filter's picture
 * @property {Uint8Array<ArrayBuffer> | null} input none where the workload has none
 *
 * @typedef {object} Region in cells
 * @property {number} x
 * @property {number} y
 * @property {number} width
 * @property {number} height
 *
 * @typedef {object} Kit what an instance on shared memory is made of
 * @property {WebAssembly.Module} module
 * @property {WebAssembly.Memory} memory
 *
 * @typedef {object} Exports what wasm-bindgen made of `src/lab/exports.rs`, where each is explained
 * @property {(kit: Kit) => unknown} initSync
 * @property {(name: string, size: number, height: number) => Uint32Array} load
 * @property {(name: string, length: number) => Uint8Array<ArrayBuffer>} usual_input
 * @property {() => number} take_copied
 * @property {(from: number, part: Uint8Array) => void} give_input
 * @property {(x: number, y: number, width: number, height: number) => Uint32Array} reads
 * @property {(x: number, y: number, width: number, height: number) => Uint8Array<ArrayBuffer>} compute
 * @property {() => Uint8Array<ArrayBuffer>} compute_all
 * @property {(cells: Uint8Array) => Uint8Array<ArrayBuffer>} finish
 * @property {(claim: string) => void} share
 * @property {() => void} work_on_shared
 * @property {() => Uint8ClampedArray<ArrayBuffer>} shared_result
 * @property {(threads: number) => Promise<void>} initThreadPool
 * @property {(receiver: number) => void} wbg_rayon_start_worker
 * @property {() => Uint8ClampedArray<ArrayBuffer>} run_rayon
 * @property {() => void} open_pool
 * @property {() => number} take_seat
 * @property {(seat: number) => void} run_seat
 * @property {() => void} publish
 * @property {(milliseconds: number) => boolean} wait
 * @property {(put: (pixels: Uint8ClampedArray<ArrayBuffer>, x: number, y: number, width: number, height: number) => void) => void} collect
 * @property {() => Uint8ClampedArray<ArrayBuffer>} published_result
 */

/** Pages of 64 KiB that a memory may grow to: 1 GiB. Less is taken where a device gives no more. */
const MOST_PAGES = 16384;

/** @returns {Promise<WebAssembly.Module>} */
export function compileProgram() {
  return WebAssembly.compileStreaming(fetch(new URL('../pkg/lab/lab_bg.wasm', import.meta.url)));
}

/** A document or worker has one instance. @type {Promise<{ program: Exports, memory: WebAssembly.Memory }> | undefined} */
let started;

/**
 * The program on a memory of this document's or worker's own, which threads may share.
 * @param {WebAssembly.Module} module
 */
export function startProgram(module) {
  started ??= load('../pkg/lab/memory.js').then(async ({ initialPages }) => {
    const memory = makeMemory(initialPages);
    return { ...(await joinProgram({ module, memory })), memory };
  });
  return started;
}

/**
 * The program on a memory that is there.
 * @param {Kit} kit
 */
export async function joinProgram(kit) {
  /** @type {Exports} */
  const program = await load('../pkg/lab/lab.js');
  program.initSync(kit);
  return { program };
}

/** A module that the build writes. @param {string} path @returns {Promise<any>} */
const load = (path) => import(new URL(path, import.meta.url).href);

/** @param {number} initial pages */
function makeMemory(initial) {
  for (let maximum = MOST_PAGES; ; maximum >>= 1) {
    try {
      return new WebAssembly.Memory({ initial, maximum, shared: true });
    } catch (error) {
      if (maximum <= 2 * initial) throw error;
    }
  }
}

/**
 * Makes a workload and gives it its input.
 * @param {Exports} program
 * @param {Load} load
 * @returns {Shape}
 */
export function loadWorkload(program, { name, size, height: down, input: bytes }) {
  const [width = 0, height = 0, cell = 0, across = 1, tileDown = 1, input = 0] = program.load(name, size, down);
  if (bytes) program.give_input(0, bytes);
  return { width, height, cell, across, down: tileDown, input };
}
