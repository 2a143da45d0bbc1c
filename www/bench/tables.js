/**
 * What was measured, as tables: a row each, filled in as it comes.
 *
 * @import { Row, Section, Unit } from './series.js'
 */
import { make } from '../explorer/dom.js';
import { median } from '../lab/median.js';

/** How a number is shown, and what follows it. @type {Record<Unit, [factor: number, digits: number, name: string]>} */
const SHOWN = {
  ms: [1, 1, 'ms'],
  times: [1, 2, '×'],
  share: [100, 1, '%'],
  intervals: [1, 2, 'intervals'],
  'iterations/s': [1e-9, 3, 'G iterations/s'],
};

/**
 * @param {HTMLElement} place
 * @param {Section[]} sections
 */
export function showTables(place, sections) {
  place.hidden = false;
  place.replaceChildren(...sections.flatMap(tableOf));
}

/** @param {Section} section @param {number} index */
function tableOf({ title, rows }, index) {
  const id = `results-${index}`;
  const head = ['Median', 'From … to'].map((text) => make('th', { scope: 'col', textContent: text }));
  const top = make('thead', {}, [make('tr', {}, [make('td'), ...head])]);
  const table = make('table', {}, [top, make('tbody', {}, rows.map(rowOf))]);
  const scrolls = make('div', { className: 'scrolls', tabIndex: 0, role: 'region' }, [table]);
  scrolls.setAttribute('aria-labelledby', id);
  const said = title.replace(/(\d)x(\d)/, '$1 × $2');
  return [make('h2', { id, textContent: (said[0] ?? '').toUpperCase() + said.slice(1) }), scrolls];
}

/** @param {Row} row */
function rowOf({ name, unit, rounds, reason }) {
  const head = make('th', { scope: 'row', textContent: name });
  if (reason) return make('tr', {}, [head, make('td', { className: 'why', colSpan: 2, textContent: `not measured: ${reason}` })]);
  const [factor, digits, named] = SHOWN[unit];
  const shown = (/** @type {number} */ number) => (number * factor).toFixed(digits);
  const isThere = rounds.length > 0;
  const middle = isThere ? `${shown(median(rounds))} ${named}` : '–';
  const spread = isThere ? `${shown(Math.min(...rounds))} … ${shown(Math.max(...rounds))}` : '';
  return make('tr', {}, [head, make('td', { textContent: middle }), make('td', { className: 'spread', textContent: spread })]);
}
