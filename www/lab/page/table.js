/**
 * The table of a workload: a row for each architecture, as far as it is known.
 *
 * @import { Job } from './jobs.js'
 * @import { Record } from './record.js'
 */
import { make } from '../../explorer/dom.js';
import { count, milliseconds, size, stall, times } from './words.js';

/** Longer side of the small pictures, in pixels: twice as many as CSS pixels. */
const SMALL = 128;

const HEADS = [
  ['Architecture', ''],
  ['Time', 'number'],
  ['To one worker', 'number'],
  ['Longest stall', 'number'],
  ['Copied', 'number'],
  ['Memory', 'number'],
  ['Threads', 'number'],
];

/** @param {Record} record @param {HTMLCanvasElement | null} screen of the row that is measured now */
export function tableOf(record, screen) {
  const heads = HEADS.map(([textContent = '', className = '']) => make('th', { scope: 'col', textContent, className }));
  const { isPicture } = record.workload;
  if (isPicture) heads.unshift(make('th', { scope: 'col', className: 'shot' }, [make('span', { className: 'unseen', textContent: 'Picture' })]));
  return make('table', { className: 'rows' }, [
    make('thead', {}, [make('tr', {}, heads)]),
    make('tbody', {}, record.jobs.map((job) => rowOf(record, job, screen))),
  ]);
}

/** @param {Record} record @param {Job} job @param {HTMLCanvasElement | null} screen */
function rowOf(record, job, screen) {
  const { id, title, hasThreads } = job.architecture;
  const row = record.rows.get(id);
  const isCurrent = record.current === job;
  const name = make('th', { scope: 'row' }, [make('a', { href: `#about-${id}`, textContent: title })]);
  const cells = [name];
  if (row?.ok) {
    const isFastest = record.fastest === row;
    const gain = record.single === null ? '–' : times(record.single / row.ms);
    cells.push(
      number(`${milliseconds(row.ms)} ms`, isFastest ? 'number best' : 'number'),
      number(gain),
      number(stall(row.stallMs)),
      number(size(row.bytesCopied)),
      number(size(row.memoryBytes)),
    );
  } else if (row) {
    cells.push(words(row.reason));
  } else {
    cells.push(words(isCurrent ? 'is being measured' : ''));
  }
  cells.push(number(hasThreads ? count(job.threads) : '1'));
  if (record.workload.isPicture) {
    const picture = (isCurrent && screen) || record.pictures.get(id);
    cells.unshift(make('td', { className: 'shot' }, picture ? [picture] : []));
  }
  const line = make('tr', { className: isCurrent ? 'current' : '' }, cells);
  line.dataset.architecture = id;
  line.dataset.state = row ? (row.ok ? 'done' : 'failed') : 'open';
  return line;
}

/** In the place of all numbers. @param {string} textContent */
function words(textContent) {
  return make('td', { colSpan: HEADS.length - 2, className: 'why' }, [make('p', { textContent })]);
}

/** @param {string} textContent @param {string} [className] */
function number(textContent, className = 'number') {
  return make('td', { className, textContent });
}

/**
 * A small picture of what is on a canvas: of all those canvases there may be a hundred.
 * @param {HTMLCanvasElement} canvas
 */
export function shrunk(canvas) {
  const scale = Math.min(1, SMALL / Math.max(canvas.width, canvas.height));
  const small = make('canvas', { width: Math.max(1, canvas.width * scale), height: Math.max(1, canvas.height * scale) });
  small.getContext('2d')?.drawImage(canvas, 0, 0, small.width, small.height);
  return small;
}

/**
 * Times of all numbers of threads, as numbers.
 * @param {ReturnType<Record['lines']>} lines
 */
export function threadsTable(lines) {
  const counts = [...new Set(lines.flatMap(({ points }) => points.map(({ threads }) => threads)))].toSorted((a, b) => a - b);
  const heads = ['Milliseconds by threads', ...counts.map(count)].map((textContent, index) =>
    make('th', { scope: 'col', textContent, className: index > 0 ? 'number' : '' }),
  );
  const rows = lines.map(({ name, points }) =>
    make('tr', {}, [
      make('th', { scope: 'row', textContent: name }),
      ...counts.map((threads) => {
        const point = points.find((one) => one.threads === threads);
        return number(point ? milliseconds(point.ms) : '–');
      }),
    ]),
  );
  return make('table', {}, [make('thead', {}, [make('tr', {}, heads)]), make('tbody', {}, rows)]);
}
