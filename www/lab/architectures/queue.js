/**
 * A pool of workers and a queue of tasks: whoever is idle gets the next tile, with the
 * part of the input that it needs, and moves its bytes to the page, which puts them
 * where they belong. Each worker has two tasks, so that it need not wait for the page.
 */
import { Hand, hireAll } from '../hand.js';
import { loadWorkload, startProgram } from '../program.js';
import { bytesOf, inputBytes, painter } from './machine.js';

/** Tasks that a worker has at once. */
const AT_ONCE = 2;

/** @type {import('./machine.js').Start} */
export async function start({ module, threads, canvas }) {
  // The page's own, which cuts the work and finishes it.
  const { program, memory } = await startProgram(module);
  const hands = await hireAll(threads, (number) => Hand.hire(`own-${number}`, { module }));
  const paint = canvas && painter(canvas);
  /** @type {{ shape: import('../program.js').Shape, pieces: { region: import('../program.js').Region, cells: Uint8Array<ArrayBuffer> }[] }} */
  let last = { shape: { width: 0, height: 0, cell: 0, across: 1, down: 1, input: 0 }, pieces: [] };

  /** @param {import('./machine.js').Load} load */
  async function compute(load) {
    const { input, ...rest } = load;
    const shape = loadWorkload(program, { ...rest, input: null });
    const regions = regionsOf(shape);
    /** @param {import('../program.js').Region} region @returns {number[]} the bytes of the input that it needs */
    const partOf = ({ x, y, width, height }) => [...program.reads(x, y, width, height)];
    const [from, to] = regions.slice(0, 1).flatMap(partOf);
    // Where every tile needs all of the input, each worker gets it once.
    const isWhole = input !== null && from === 0 && to === input.byteLength && regions.length > 1;
    let copied = 0;
    await Promise.all(
      hands.map(async (hand) => {
        const answer = await hand.ask({ type: 'load', load: { ...rest, input: isWhole ? input : null } });
        // Into the message, and into the worker's memory.
        copied += answer.copied + (isWhole ? inputBytes(load) : 0);
      }),
    );

    let memoryBytes = memory.buffer.byteLength;
    last = { shape, pieces: [] };
    // One iterator for all: each takes the next.
    const queue = regions.values();
    /** @param {Hand} hand */
    const keepBusy = async (hand) => {
      let own = 0;
      for (const region of queue) {
        const part = input && !isWhole ? cutOut(input, partOf(region)) : null;
        const question = { type: 'part', region, part, isMoved: true };
        const answer = await hand.ask(question, part ? [part.bytes.buffer] : []);
        const cells = bytesOf(answer.cells);
        // Cut out, and then into the worker's memory and out of it; between them it is moved.
        copied += (part?.bytes.byteLength ?? 0) + answer.copied;
        own = answer.memoryBytes;
        paint?.(cells, region);
        last.pieces.push({ region, cells });
      }
      return own;
    };
    const busy = hands.map((hand) => Promise.all(Array.from({ length: AT_ONCE }, () => keepBusy(hand))));
    for (const own of await Promise.all(busy)) memoryBytes += Math.max(...own);
    return { copied, memoryBytes };
  }

  /** All cells, row after row, and what becomes of them. */
  function assemble() {
    const { shape, pieces } = last;
    const all = new Uint8Array(shape.width * shape.height * shape.cell);
    for (const { region, cells } of pieces) {
      const line = region.width * shape.cell;
      for (let row = 0; row < region.height; row += 1) {
        const to = ((region.y + row) * shape.width + region.x) * shape.cell;
        all.set(cells.subarray(row * line, (row + 1) * line), to);
      }
    }
    return program.finish(all);
  }

  let result = new Uint8Array();
  return {
    async run(load) {
      const { copied, memoryBytes } = await compute(load);
      // A picture is on the canvas; of all else the page wants the result.
      if (paint) return { bytesCopied: copied, memoryBytes };
      result = assemble();
      const { shape } = last;
      const assembled = shape.width * shape.height * shape.cell;
      return { bytesCopied: copied + assembled + program.take_copied(), memoryBytes };
    },
    result: async () => (paint ? assemble() : result),
    end() {
      for (const hand of hands) hand.end();
    },
  };
}

/** @param {Uint8Array<ArrayBuffer>} input @param {number[]} range */
const cutOut = (input, [from = 0, to = 0]) => ({ from, bytes: input.slice(from, to) });

/** @param {import('../program.js').Shape} shape its tiles */
function regionsOf({ width, height, across, down }) {
  const regions = [];
  for (let y = 0; y < height; y += down) {
    for (let x = 0; x < width; x += across) {
      regions.push({ x, y, width: Math.min(across, width - x), height: Math.min(down, height - y) });
    }
  }
  return regions;
}
