/**
 * Workers on the page's own memory, and the page coordinates: it sets the work out,
 * each worker claims cells, rows or tiles by an atomic read-modify-write, and when all
 * have said that nothing is left the page copies the result out of the memory, for
 * `ImageData` takes no shared bytes.
 */
import { Hand, hireAll } from '../hand.js';
import { loadWorkload, startProgram } from '../program.js';
import { bytesOf, painter } from './machine.js';

/** @param {'cell' | 'row' | 'tile'} claim @returns {import('./machine.js').Start} */
const startWith = (claim) => async ({ module, threads, canvas }) => {
  const { program, memory } = await startProgram(module);
  const hands = await hireAll(threads, (number) => Hand.hire(`shared-${number}`, { module, memory }));
  const paint = canvas && painter(canvas);
  let cells = new Uint8Array();
  return {
    async run(load) {
      const { width, height } = loadWorkload(program, load);
      program.share(claim);
      await Promise.all(hands.map((hand) => hand.ask({})));
      cells = bytesOf(program.shared_result());
      paint?.(cells, { x: 0, y: 0, width, height });
      return { bytesCopied: program.take_copied(), memoryBytes: memory.buffer.byteLength };
    },
    result: async () => cells,
    end() {
      for (const hand of hands) hand.end();
    },
  };
};

export const startCells = startWith('cell');
export const startRows = startWith('row');
export const startTiles = startWith('tile');
