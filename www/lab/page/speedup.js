/**
 * The plot of how much faster threads are, and Amdahl's law fitted to it.
 *
 * @import { Law } from './amdahl.js'
 *
 * @typedef {object} Line
 * @property {string} id of the architecture
 * @property {string} name
 * @property {{ threads: number, ms: number }[]} points
 * @property {Law | null} law
 */
import { timeBy } from './amdahl.js';
import { draw, drawing, markOf } from './svg.js';

const [LEFT, RIGHT, TOP, BOTTOM] = [34, 14, 10, 40];
/** Straight pieces that a curve is drawn from. */
const PIECES = 32;
/** Numbers on an axis at most. */
const TICKS = 8;

/**
 * The numbers of an axis: 1, and steps of a power of two that are few enough.
 * @param {number} most
 * @returns {number[]}
 */
export function ticksTo(most) {
  let step = 1;
  while (most / step > TICKS) step *= 2;
  const steps = Array.from({ length: Math.floor(most / step) }, (_, index) => (index + 1) * step);
  return [...new Set([1, ...steps])];
}

/**
 * @param {Line[]} lines
 * @param {number} most threads
 * @param {string} description
 * @param {number} width CSS pixels
 */
export function drawSpeedup(lines, most, description, width) {
  const height = Math.max(220, Math.min(340, 0.62 * width));
  const singles = lines.map(({ points }) => points.find(({ threads }) => threads === 1)?.ms ?? Number.NaN);
  const gains = lines.map(({ points }, index) =>
    points.map(({ threads, ms }) => ({ threads, gain: (singles[index] ?? Number.NaN) / ms })),
  );
  // More than perfect sharing is noise: what is far above stands at the upper edge.
  const best = Math.max(...gains.flat().map(({ gain }) => (Number.isFinite(gain) ? gain : 1)));
  const top = Math.max(most, Math.min(best, 1.25 * most));
  const x = (/** @type {number} */ threads) => LEFT + ((width - LEFT - RIGHT) * (threads - 1)) / Math.max(1, most - 1);
  const y = (/** @type {number} */ gain) => height - BOTTOM - ((height - BOTTOM - TOP) * Math.min(gain, top)) / top;
  const grid = [0, ...ticksTo(top)].flatMap((gain) => [
    draw('line', { class: 'grid', x1: LEFT, x2: width - RIGHT, y1: y(gain), y2: y(gain) }),
    draw('text', { class: 'tick', x: LEFT - 8, y: y(gain) + 4, 'text-anchor': 'end' }, [`${gain} ×`]),
  ]);
  const ticks = ticksTo(most).map((threads) =>
    draw('text', { class: 'tick', x: x(threads), y: height - BOTTOM + 18, 'text-anchor': 'middle' }, [String(threads)]),
  );
  const label = draw('text', { class: 'tick', x: (LEFT + width - RIGHT) / 2, y: height - 4, 'text-anchor': 'middle' }, ['threads']);
  const ideal = draw('line', { class: 'ideal', x1: x(1), y1: y(1), x2: x(most), y2: y(most) });
  const curves = lines.flatMap(({ id, law }, index) => {
    const single = singles[index] ?? Number.NaN;
    // The law says nothing of times that grow.
    if (!law || law.isSlower || law.serial === 1 || Number.isNaN(single)) return [];
    const places = Array.from({ length: PIECES + 1 }, (_, piece) => {
      const threads = 1 + ((most - 1) * piece) / PIECES;
      return `${x(threads).toFixed(1)},${y(single / timeBy(law, threads)).toFixed(1)}`;
    });
    return [draw('polyline', { class: `curve of-${id}`, points: places.join(' ') })];
  });
  // All begin at the same place.
  const begin = draw('circle', { class: 'begin', cx: x(1), cy: y(1), r: 4 });
  const marks = lines.flatMap(({ id }, index) =>
    (gains[index] ?? []).flatMap(({ threads, gain }) =>
      threads > 1 && Number.isFinite(gain) ? [markOf(id, x(threads), y(gain))] : [],
    ),
  );
  const what = { width, height, title: 'How much faster with more threads', description };
  return drawing(what, [...grid, ...ticks, label, ideal, ...curves, begin, ...marks]);
}
