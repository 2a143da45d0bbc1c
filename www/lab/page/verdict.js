/**
 * Whether threads help, in words, and the table of that for all workloads.
 *
 * @import { Record } from './record.js'
 */
import { make } from '../../explorer/dom.js';
import { ARCHITECTURES } from '../catalogue.js';
import { extent, milliseconds, threadsOf, times } from './words.js';

/** @param {Record} record @returns {string} a sentence, or nothing where it was not measured */
export function verdictOf({ workload, threshold, compared }) {
  if (!threshold) return '';
  const place = extent(workload, threshold.size);
  switch (threshold.kind) {
    case 'from':
      return `Threads help from about ${place} on: ${times(threshold.gain)} as fast there, with ${compared.threads}.`;
    case 'always':
      return `Threads help at every size that was tried, from ${place} on: ${times(threshold.gain)} as fast there, with ${compared.threads}.`;
    case 'never':
      return `Threads don’t help at any size up to ${place}.`;
    case 'alone':
      return 'One thread was chosen: from which size on more of them help was not searched.';
    default:
      return threshold.size > 0
        ? `Threads don’t help up to ${place}; there was no time to look further.`
        : 'There was no time to find the size at which threads begin to help.';
  }
}

/** @param {Record} record */
export function verdictRow(record) {
  const { workload, threshold, compared, single, fastest } = record;
  const threaded = record.rows.get(compared.architecture);
  const title = (/** @type {string} */ id) => ARCHITECTURES.find((one) => one.id === id)?.title ?? '';
  const link = make('a', { href: '#result', textContent: workload.title });
  link.dataset.workload = workload.id;
  const [begin, className] = beginOf(record);
  const cells = [
    make('th', { scope: 'row' }, [link]),
    make('td', { textContent: begin, className }),
    make('td', { className: 'number', textContent: single === null ? '–' : `${milliseconds(single)} ms` }),
    make('td', {
      className: 'number',
      textContent: threshold && threaded?.ok ? `${milliseconds(threaded.ms)} ms, ${threadsOf(threaded.threads)}` : '–',
    }),
    make('td', { textContent: fastest ? title(fastest.architecture) : '–' }),
  ];
  const row = make('tr', {}, cells);
  row.dataset.verdict = threshold?.kind ?? 'none';
  return row;
}

/** @param {Record} record @returns {[text: string, className: string]} */
function beginOf({ workload, threshold, rows }) {
  if (!threshold) return [rows.size > 0 ? 'not searched' : 'not measured yet', 'no'];
  const place = extent(workload, threshold.size);
  switch (threshold.kind) {
    case 'from':
      return [`from about ${place} on`, 'yes'];
    case 'always':
      return [`from ${place} on, the least that was tried`, 'yes'];
    case 'never':
      return [`not at any size up to ${place}`, 'no'];
    case 'alone':
      return ['not searched: one thread was chosen', 'no'];
    default:
      return [threshold.size > 0 ? `not up to ${place}; no time to look further` : 'no time to find out', 'no'];
  }
}
