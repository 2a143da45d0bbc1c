/**
 * A worker with a memory of its own: it gets copies of what it works on, and gives
 * copies of what came of it.
 */
import { loadWorkload, startProgram } from '../program.js';

/** @param {{ module: WebAssembly.Module }} kit @returns {Promise<import('../../lab-worker.js').Serve>} */
export async function start({ module }) {
  const { program, memory } = await startProgram(module);

  return ({ type, load, region, part, isMoved }, reply) => {
    if (type === 'load') {
      loadWorkload(program, load);
      return reply({ copied: program.take_copied() });
    }
    let cells;
    if (type === 'all') {
      loadWorkload(program, load);
      cells = program.compute_all();
    } else {
      if (part) program.give_input(part.from, part.bytes);
      cells = program.compute(region.x, region.y, region.width, region.height);
    }
    // Moved, the bytes are the page's without a copy.
    const copied = program.take_copied();
    reply({ cells, copied, memoryBytes: memory.buffer.byteLength }, isMoved ? [cells.buffer] : []);
  };
}
