/**
 * Whether threads help, in words, and the table of that for all workloads.
 *
 * @import { Record } from './record.js'
 */
import { make } from '../../explorer/dom.js';
import { ARCHITECTURES } from '../catalogue.js';
import { LEAST_GAIN } from './threshold.js';
import { extent, milliseconds, threadsOf, times } from './words.js';

/** @param {string} id */
const titleOf = (id) => ARCHITECTURES.find((one) => one.id === id)?.title ?? '';

/** @param {Record} record @returns {string} some sentences, or nothing where it was not measured */
export function verdictOf(record) {
  const { workload, threshold, compared } = record;
  if (!threshold) return '';
  const threaded = `“${titleOf(compared.architecture)}” with ${compared.threads}`;
  const alone = `“${titleOf('worker-transfer')}”`;
  const place = extent(workload, threshold.size);
  switch (threshold.kind) {
    case 'from':
      return `Threads help from about ${place} on: ${threaded} is ${times(threshold.gain)} as fast there as ${alone}.${doubtOf(record)}`;
    case 'always':
      return `Threads help at every size that was tried, from ${place} on: ${threaded} is ${times(threshold.gain)} as fast there as ${alone}.${doubtOf(record)}`;
    case 'never':
      return `Threads don’t help at any size up to ${place}: ${threaded} was never 10 % faster than ${alone}.${doubtOf(record)}`;
    case 'alone':
      return 'One thread was chosen: from which size on more of them help was not searched.';
    default:
      return threshold.size > 0
        ? `Threads don’t help up to ${place}; there was no time to look further.${doubtOf(record)}`
        : 'There was no time to find the size at which threads begin to help.';
  }
}

/**
 * What the numbers below say otherwise: they were measured apart from the search.
 * @param {Record} record
 */
function doubtOf({ workload, jobs, rows, threshold, compared, single, picture, gain }) {
  if (picture) return ' That is of the laboratory’s own picture.';
  const row = rows.get(compared.architecture);
  const size = jobs[0]?.size ?? 0;
  if (!threshold || !row?.ok || single === null) return '';
  const isOn = threshold.kind === 'from' || threshold.kind === 'always';
  const helps = isOn && size >= threshold.size;
  const hinders = isOn ? threshold.kind === 'from' && size < threshold.size : size <= threshold.size;
  const shown = single / row.ms;
  if (helps ? shown < 1 : hinders && shown >= LEAST_GAIN) {
    return ` But the table below has ${times(shown)} at ${extent(workload, size)}, measured apart from that: the machine was not steady enough to tell.`;
  }
  if (helps && gain !== null && gain < 1) {
    return ` But at ${extent(workload, size)} it is ${times(gain)} as fast as with 1 thread of its own: there it is not more threads that help.`;
  }
  return '';
}

/** @param {Record} record */
export function verdictRow(record) {
  const { workload, threshold, compared, single, fastest } = record;
  const threaded = record.rows.get(compared.architecture);
  const link = make('a', { href: '#result', textContent: workload.title });
  link.dataset.workload = workload.id;
  const [begin, className] = beginOf(record);
  const cells = [
    make('th', { scope: 'row' }, [link]),
    make('td', { textContent: begin, className }),
    make('td', { textContent: record.extent || '–' }),
    make('td', { className: 'number', textContent: single === null ? '–' : `${milliseconds(single)} ms` }),
    make('td', {
      className: 'number',
      textContent: threshold && threaded?.ok ? `${milliseconds(threaded.ms)} ms, ${threadsOf(threaded.threads)}` : '–',
    }),
    make('td', { textContent: fastest ? titleOf(fastest.architecture) : '–' }),
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
