/**
 * A plot of bars, one under the other, from zero.
 *
 * @typedef {object} Bar
 * @property {string} id of the architecture, for its colour
 * @property {string} name
 * @property {number | null} value null where there is none
 * @property {number[]} marks single values that it was made from
 * @property {string} text the value, or why there is none
 */
import { draw, drawing } from './svg.js';

/** From here on, names stand beside their bars and not above. */
const WIDE = 440;
/** For the values, at the right. */
const TEXT = 78;

/**
 * @param {string} title
 * @param {string} description
 * @param {Bar[]} bars
 * @param {number} width CSS pixels
 */
export function drawBars(title, description, bars, width) {
  const isWide = width >= WIDE;
  const [left, step, down] = isWide ? [212, 27, 6] : [0, 42, 21];
  const room = Math.max(40, width - left - TEXT);
  const values = bars.map(({ value }) => value ?? 0);
  // A single slow round does not make all bars short.
  const top = Math.max(...values) || 1;
  const most = Math.min(1.25 * top, Math.max(top, ...bars.flatMap(({ marks }) => marks)));
  const x = (/** @type {number} */ value) => left + room * Math.min(1, value / most);
  const rows = bars.flatMap(({ id, name, value, marks, text }, index) => {
    const y = index * step;
    const middle = y + down + 7.5;
    const baseline = middle + 4.5;
    const faint = value === null ? ' faint' : '';
    return [
      draw('text', { x: 0, y: isWide ? baseline : y + 14, class: `name${faint}` }, [name]),
      ...(value === null ? [] : [barOf(id, left, y + down, x(value) - left)]),
      ...marks.map((mark) => draw('circle', { class: 'round', cx: x(mark), cy: middle, r: 2 })),
      draw('text', { x: width, y: baseline, 'text-anchor': 'end', class: `value${faint}` }, [text]),
    ];
  });
  const height = bars.length * step + (isWide ? 2 : 0);
  const axis = draw('line', { class: 'axis', x1: left + 0.5, x2: left + 0.5, y1: 0, y2: height });
  return drawing({ width, height, title, description }, isWide ? [axis, ...rows] : rows);
}

/** @param {string} id @param {number} x @param {number} y @param {number} length */
function barOf(id, x, y, length) {
  return draw('rect', { class: `bar of-${id}`, x, y, width: Math.max(1.5, length), height: 15, rx: 2 });
}
