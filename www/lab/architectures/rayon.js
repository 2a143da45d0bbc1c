/**
 * Rayon's `par_iter` over the rows, on the pool of `wasm-bindgen-rayon`: a worker
 * calls it and blocks, its threads steal work from each other, and the result is moved
 * to the page.
 */
import { Hand } from '../hand.js';
import { bytesOf, inputBytes, painter } from './machine.js';

/** @type {import('./machine.js').Start} */
export async function start({ module, threads, canvas }) {
  const channels = Array.from({ length: threads }, () => new MessageChannel());
  const alarms = channels.map(({ port2 }) => port2);
  const hand = await Hand.hire('rayon', { module, threads, alarms }, alarms);
  // The worker blocks until all is done, and cannot hear that it never will be.
  for (const [number, { port1 }] of channels.entries()) {
    port1.onmessage = ({ data }) => hand.fail(`The thread ${number} of rayon was lost: ${data}.`);
  }
  const paint = canvas && painter(canvas);
  let cells = new Uint8Array();
  return {
    async run(load) {
      const answer = await hand.ask({ load });
      cells = bytesOf(answer.cells);
      if (paint && canvas) paint(cells, { x: 0, y: 0, width: canvas.width, height: canvas.height });
      return { bytesCopied: inputBytes(load) + answer.copied, memoryBytes: answer.memoryBytes };
    },
    result: async () => cells,
    end: () => hand.end(),
  };
}
