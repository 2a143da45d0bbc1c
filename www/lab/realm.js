/**
 * The document of one architecture, in a hidden frame of the laboratory: its wasm and
 * its workers are its own, as they would be on a page of their own, and go with it.
 * It runs on the page's main thread, as all frames of one site do.
 */
import { compileProgram, loadWorkload, startProgram } from './program.js';

/** @typedef {import('./architectures/machine.js').Start} Start */

/** @type {Record<string, () => Promise<Start>>} */
const STARTS = {
  page: async () => (await import('./architectures/page.js')).start,
  'worker-clone': async () => (await import('./architectures/worker.js')).startCloning,
  'worker-transfer': async () => (await import('./architectures/worker.js')).startMoving,
  queue: async () => (await import('./architectures/queue.js')).start,
  'shared-cells': async () => (await import('./architectures/shared.js')).startCells,
  'shared-rows': async () => (await import('./architectures/shared.js')).startRows,
  'shared-tiles': async () => (await import('./architectures/shared.js')).startTiles,
  rayon: async () => (await import('./architectures/rayon.js')).start,
  ours: async () => (await import('./architectures/ours.js')).start,
};

/**
 * @typedef {object} Realm what the frame's window has, for the page around it
 * @property {(architecture: string, threads: number, canvas: HTMLCanvasElement | null) => Promise<import('./architectures/machine.js').Machine>} startMachine
 * @property {(name: string, size: number, height: number) => Promise<Uint8Array<ArrayBuffer>>} usualInput
 */
const realm = /** @type {Realm} */ (/** @type {unknown} */ (globalThis));

/** @type {Realm['startMachine']} */
realm.startMachine = async (architecture, threads, canvas) => {
  const load = STARTS[architecture];
  if (!load) throw new RangeError(`architecture is "${architecture}"`);
  const start = await load();
  return start({ module: await compileProgram(), threads, canvas });
};

/** @type {Realm['usualInput']} */
realm.usualInput = async (name, size, height) => {
  const { program } = await startProgram(await compileProgram());
  const { input } = loadWorkload(program, { name, size, height, input: null });
  return program.usual_input(name, input);
};

dispatchEvent(new Event('realm'));
