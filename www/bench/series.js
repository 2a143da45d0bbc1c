/**
 * A number measured several times, and the file of all of them: what
 * `deepcanvas bench --json` writes, too, so that its `--compare` reads both.
 *
 * @typedef {'ms' | 'times' | 'share' | 'intervals' | 'iterations/s'} Unit
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {Unit} unit
 * @property {number[]} rounds in their order
 * @property {string} reason why it was not measured, or ''
 *
 * @typedef {object} Section
 * @property {string} title
 * @property {Row[]} rows
 */

import { median } from '../lab/median.js';

/** Of the file; the host's program knows it by the same number. */
const SCHEMA = 1;

/**
 * @param {string} name
 * @param {Unit} unit
 * @returns {Row}
 */
export function row(name, unit) {
  return { name, unit, rounds: [], reason: '' };
}

/**
 * @param {number[]} values
 * @param {number} share
 * @returns {number} what so large a share of them does not exceed; not a number of none
 */
export function percentile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(Math.ceil(share * sorted.length), 1) - 1] ?? NaN;
}

/** @param {Row} row as the file has it: what is no number is null there */
function told({ name, unit, rounds, reason }) {
  const [smallest, largest] = [Math.min(...rounds), Math.max(...rounds)];
  return { name, unit, median: median(rounds), smallest, largest, rounds, ...(reason && { reason }) };
}

/**
 * The file's text.
 * @param {{ pace: Row, sections: Section[], rounds: number, notes: string[], page: Record<string, unknown> }} run
 */
export function fileOf({ pace, sections, rounds, notes, page }) {
  const file = {
    schema: SCHEMA,
    version: buildName(),
    cores: navigator.hardwareConcurrency,
    browser: browserName(),
    rounds: { 'the page': rounds },
    pace: told(pace),
    sections: sections.map(({ title, rows }) => ({ title, rows: rows.map(told) })),
    grids: [],
    verdicts: [],
    notes,
    page,
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** The folder of the assets is named by all that is in it. */
function buildName() {
  const [, name] = /\/assets\/([0-9a-f]{12})\//.exec(import.meta.url) ?? [];
  return name ? `build ${name}` : 'unknown';
}

/** What people call it, where its own name for itself is another. */
const NAMES = new Map([['Edg', 'Edge'], ['OPR', 'Opera']]);

/** As people call it: `Firefox 153`. Programs that are made of Chromium name it, too, and come first. */
export function browserName() {
  const known = /(Edg|OPR|Firefox|Chrome)\/(\d+)/;
  const agent = navigator.userAgent;
  const [, name, version] = /(Edg|OPR)\/(\d+)/.exec(agent) ?? known.exec(agent) ?? [];
  if (name) return `${NAMES.get(name) ?? name} ${version}`;
  const [, safari] = /Version\/(\d+)[.\d]* .*Safari\//.exec(agent) ?? [];
  return safari ? `Safari ${safari}` : 'another browser';
}
