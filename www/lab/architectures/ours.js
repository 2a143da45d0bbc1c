/**
 * Our own: the page gives its canvas away and hears when all is there. A coordinator
 * worker publishes the work to compute workers on its memory, waits a part of each
 * frame on their completion counter, and puts finished tiles onto the canvas itself.
 */
import { Hand } from '../hand.js';
import { bytesOf, inputBytes } from './machine.js';

/** @type {import('./machine.js').Start} */
export async function start({ module, threads, canvas }) {
  const screen = canvas?.transferControlToOffscreen() ?? null;
  const hand = await Hand.hire('coordinator', { module, threads, canvas: screen }, screen ? [screen] : []);
  let cells = new Uint8Array();
  return {
    async run(load) {
      const answer = await hand.ask({ type: 'run', load });
      if (answer.cells) cells = bytesOf(answer.cells);
      return { bytesCopied: inputBytes(load) + answer.copied, memoryBytes: answer.memoryBytes };
    },
    result: async () => bytesOf((await hand.ask({ type: 'result' })).cells),
    end: () => hand.end(),
  };
}
