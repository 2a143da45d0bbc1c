/**
 * One worker computes, and posts the result to the page: a copy by structured clone,
 * or the bytes themselves, which are not the worker's any more then.
 */
import { Hand } from '../hand.js';
import { bytesOf, inputBytes, painter } from './machine.js';

/** @param {boolean} isMoved @returns {import('./machine.js').Start} */
const startWith = (isMoved) => async ({ module, canvas }) => {
  const hand = await Hand.hire('own', { module });
  const paint = canvas && painter(canvas);
  let cells = new Uint8Array();
  return {
    async run(load) {
      const answer = await hand.ask({ type: 'all', load, isMoved });
      cells = bytesOf(answer.cells);
      if (paint && canvas) paint(cells, { x: 0, y: 0, width: canvas.width, height: canvas.height });
      // The input into a message and, cloned, the result, beside what the worker's wasm copies.
      const messages = inputBytes(load) + (isMoved ? 0 : cells.byteLength);
      return { bytesCopied: messages + answer.copied, memoryBytes: answer.memoryBytes };
    },
    result: async () => cells,
    end: () => hand.end(),
  };
};

export const startCloning = startWith(false);
export const startMoving = startWith(true);
