/** The page itself computes: nothing is simpler, and nothing answers meanwhile. */
import { loadWorkload, startProgram } from '../program.js';
import { painter } from './machine.js';

/** @type {import('./machine.js').Start} */
export async function start({ module, canvas }) {
  const { program, memory } = await startProgram(module);
  const paint = canvas && painter(canvas);
  let cells = new Uint8Array();
  return {
    async run(load) {
      const { width, height } = loadWorkload(program, load);
      cells = program.compute_all();
      paint?.(cells, { x: 0, y: 0, width, height });
      return { bytesCopied: program.take_copied(), memoryBytes: memory.buffer.byteLength };
    },
    result: async () => cells,
    end() {},
  };
}
