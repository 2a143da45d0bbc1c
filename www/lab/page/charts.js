/**
 * The plots of a workload.
 *
 * @import { Row } from '../measure.js'
 * @import { Bar } from './bars.js'
 * @import { Record } from './record.js'
 */
import { find, make } from '../../explorer/dom.js';
import { NOT_ISOLATED } from '../measure.js';
import { STEP_MS } from '../stall.js';
import { wordsOf } from './amdahl.js';
import { drawBars } from './bars.js';
import { drawSpeedup } from './speedup.js';
import { draw, markOf } from './svg.js';
import { threadsTable } from './table.js';
import { milliseconds, size, stall, times } from './words.js';

/** @type {{ id: string, title: string, note: string, value: (row: Row) => number, least?: number, marks: (row: Row) => number[], text: (value: number) => string }[]} */
const BARS = [
  {
    id: 'time',
    title: 'Time',
    note: 'Bars are medians, dots the single rounds. Shorter is better.',
    value: ({ ms }) => ms,
    marks: (row) => row.times,
    text: (ms) => `${milliseconds(ms)} ms`,
  },
  {
    id: 'stall',
    title: 'Longest stall of the main thread',
    note: `No click, scroll or frame for so long, by a timer of ${STEP_MS} ms: what is shorter is not told. A page at rest reads 4 to 6 ms.`,
    value: ({ stallMs }) => stallMs,
    least: STEP_MS,
    marks: () => [],
    text: stall,
  },
  {
    id: 'copied',
    title: 'Bytes copied',
    note: 'In one run, by code and by structured clone.',
    value: ({ bytesCopied }) => bytesCopied,
    marks: () => [],
    text: size,
  },
  {
    id: 'memory',
    title: 'Memory',
    note: 'Of all WebAssembly memories, at the end.',
    value: ({ memoryBytes }) => memoryBytes,
    marks: () => [],
    text: size,
  },
];

/**
 * Draws all plots into the figures that are there for them.
 * @param {Record} record
 * @param {ParentNode} root
 */
export function showCharts(record, root) {
  for (const { id, title, note, value, least = 0, marks, text } of BARS) {
    const bars = record.jobs.map(({ architecture }) => barOf(record.rows.get(architecture.id), architecture, value, least, marks, text));
    const told = bars.map((bar) => `${bar.name}: ${bar.text || 'not measured yet'}`).join('; ');
    fill(root, id, title, note, (width) => drawBars(`${title}: ${record.workload.title}`, told, bars, width));
  }
  const lines = record.lines();
  const most = Math.max(2, ...lines.flatMap(({ points }) => points.map(({ threads }) => threads)));
  const note = 'Each against one thread of the same architecture. Marks are measured, curves Amdahl’s law fitted to them; dashed is what perfect sharing would give.';
  const told = lines.map((line) => `${line.name}: ${[gainsOf(line.points), ...limitOf(line)].join('; ')}`);
  const plot = (/** @type {number} */ width) => drawSpeedup(lines, most, told.join('. ') || 'Not measured yet.', width);
  // One thread is not compared with others.
  find("[data-chart='speedup']", HTMLElement, root).hidden = record.jobs.every(({ threads }) => threads === 1);
  fill(root, 'speedup', 'Speed-up against threads', note, plot, [legendOf(lines), numbersOf(lines)]);
}

/**
 * @param {Row | undefined} row
 * @param {{ id: string, title: string }} architecture
 * @param {(row: Row) => number} value
 * @param {number} least what has a bar
 * @param {(row: Row) => number[]} marks
 * @param {(value: number) => string} text
 * @returns {Bar}
 */
function barOf(row, { id, title: name }, value, least, marks, text) {
  if (!row?.ok) return { id, name, value: null, marks: [], text: row ? lackOf(row) : '' };
  return { id, name, value: value(row) < least ? null : value(row), marks: marks(row), text: text(value(row)) };
}

/** Why a row has no bar, in the room for a number. The table says all of it. @param {Row} row */
function lackOf({ reason, times }) {
  if (reason === NOT_ISOLATED) return 'cannot run here';
  return times.length > 0 ? 'wrong result' : 'failed';
}

/**
 * @param {ParentNode} root
 * @param {string} id
 * @param {string} title
 * @param {string} note
 * @param {(width: number) => Node} plot
 * @param {Node[]} [below] what belongs to it
 */
function fill(root, id, title, note, plot, below = []) {
  const figure = find(`[data-chart='${id}']`, HTMLElement, root);
  const isOpen = figure.querySelector('details')?.open ?? false;
  const caption = make('figcaption', {}, [make('h3', { textContent: title }), make('p', { textContent: note })]);
  const place = make('div', { className: 'plot' });
  figure.replaceChildren(caption, place, ...below);
  // As wide as there is room.
  place.append(plot(place.clientWidth || 320));
  const details = figure.querySelector('details');
  if (details) details.open = isOpen;
}

/** @param {{ threads: number, ms: number }[]} points */
function gainsOf(points) {
  const single = points.find(({ threads }) => threads === 1)?.ms;
  const more = points.filter(({ threads }) => threads > 1);
  if (single === undefined || more.length === 0) return 'One number of threads alone says nothing of it';
  return more.map(({ threads, ms }) => `${times(single / ms)} with ${threads}`).join(', ');
}

/**
 * What more threads would bring, where that is known.
 * @param {ReturnType<Record['lines']>[number]} line
 */
function limitOf({ points, law, isShort }) {
  if (law) return [wordsOf(law)];
  return isShort && points.length > 1 ? ['its runs are too short to tell what more threads would bring'] : [];
}

/** @param {ReturnType<Record['lines']>} lines */
function legendOf(lines) {
  const items = lines.map((line) => {
    const { id, name, points } = line;
    const mark = draw('svg', { class: 'key', width: 14, height: 14, viewBox: '0 0 14 14', 'aria-hidden': 'true' }, [markOf(id, 7, 7)]);
    const item = make('li', {}, [make('strong', { textContent: name }), make('span', { textContent: `${gainsOf(points)}.` })]);
    item.prepend(mark);
    item.append(...limitOf(line).map((words) => make('span', { textContent: `${sentence(words)}.` })));
    return item;
  });
  const hint = 'The law was fitted to two numbers of threads: a hint, no more.';
  const isHint = lines.some(({ law }) => law?.points === 2);
  return make('ul', { className: 'legend' }, [...items, ...(isHint ? [make('li', {}, [make('span', { textContent: hint })])] : [])]);
}

/** @param {string} words */
const sentence = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/** @param {ReturnType<Record['lines']>} lines */
function numbersOf(lines) {
  const scrolls = make('div', { className: 'scrolls' }, [threadsTable(lines)]);
  const details = make('details', {}, [make('summary', { textContent: 'As numbers' }), scrolls]);
  details.hidden = lines.length === 0;
  return details;
}
