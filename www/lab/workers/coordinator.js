/**
 * Our own coordinator, with any kernel: it owns the canvas and the memory, publishes
 * the work, waits on the completion counter for a part of each frame, and puts the
 * tiles that are finished onto the canvas. The page hears when all is there.
 */
import { Hand, hireAll } from '../hand.js';
import { loadWorkload, startProgram } from '../program.js';

/** How long a frame may wait: what is left of it is for putting tiles, and for the browser. */
const BUDGET_MS = 10;

/**
 * @param {{ module: WebAssembly.Module, threads: number, canvas: OffscreenCanvas | null }} kit
 * @returns {Promise<import('../../lab-worker.js').Serve>}
 */
export async function start({ module, threads, canvas }) {
  const { program, memory } = await startProgram(module);
  const context = canvas?.getContext('2d');
  program.open_pool();
  const seats = Array.from({ length: threads }, () => program.take_seat());
  const hands = await hireAll(threads, (number) => Hand.hire(`compute-${number}`, { module, memory, seat: seats[number] }));
  // What a lost one had claimed will not be done. (Firefox also ends workers that nobody holds.)
  const check = () => {
    for (const { lost } of hands) if (lost) throw new Error(lost);
  };

  /** @type {Parameters<typeof program.collect>[0]} */
  const put = (pixels, x, y, width, height) => {
    context?.putImageData(new ImageData(pixels, width, height), x, y);
  };

  return async ({ type, load }, reply) => {
    if (type === 'run') {
      loadWorkload(program, load);
      program.publish();
      for (let isDone = false; !isDone; ) {
        check();
        isDone = program.wait(BUDGET_MS);
        if (context) program.collect(put);
        // A worker presents only when it returns to its event loop.
        if (!isDone) await new Promise(requestAnimationFrame);
      }
    }
    // A picture is on the canvas; of all else the page gets the result.
    const cells = type === 'result' || !context ? program.published_result() : null;
    const copied = program.take_copied();
    reply({ cells, copied, memoryBytes: memory.buffer.byteLength }, cells ? [cells.buffer] : []);
  };
}
