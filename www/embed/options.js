/**
 * The widget's options. They stand in the query, where no view ever changes them.
 *
 * @typedef {object} Options
 * @property {boolean} interactive
 * @property {boolean} attribution
 * @property {Set<string> | null} origins which may speak to the widget; null: any
 * @property {string | null} tour the address of a file
 * @property {boolean} profile whether profilers see frames and tiles
 * @property {boolean} hud whether the overlay of figures is shown
 */
import { isOn, SWITCHES } from '../options.js';

/** What an option may be. Those that may be many things say themselves what is wrong, where they are used. */
const EXPECTED = new Map([
  ['theme', ['auto', 'light', 'dark']],
  ['interactive', ['0', '1']],
  ['attribution', ['0', '1']],
  ['poster', null],
  ['origins', null],
  ['tour', null],
  ['profile', SWITCHES],
  ['hud', SWITCHES],
]);

/**
 * @param {string} query
 * @returns {Options}
 */
export function readOptions(query) {
  const given = new URLSearchParams(query);
  for (const [name, value] of given) {
    const expected = EXPECTED.get(name);
    if (expected === undefined) warn(name, value, `one of ${[...EXPECTED.keys()].join(', ')}`);
    else if (expected && !expected.includes(value)) warn(name, value, expected.filter((one) => one !== '').join(' or '));
  }
  return {
    interactive: given.get('interactive') !== '0',
    attribution: given.get('attribution') !== '0',
    origins: originsOf(given.getAll('origins')),
    tour: given.get('tour'),
    profile: isOn(given, 'profile'),
    hud: isOn(given, 'hud'),
  };
}

/**
 * @param {string[]} lists
 * @returns {Set<string> | null}
 */
function originsOf(lists) {
  if (lists.length === 0) return null;
  const texts = lists.flatMap((list) => list.split(',')).map((text) => text.trim());
  return texts.includes('*') ? null : new Set(texts.filter((text) => text !== '').map(originOf));
}

/**
 * An origin as browsers write it: without the slash and the usual port.
 * @param {string} text
 */
function originOf(text) {
  try {
    const { origin } = new URL(text);
    return origin;
  } catch {
    if (text !== 'null') warn('origins', text, 'origins such as https://example.org');
    return text; // As it stands it is nobody's, so that a mistake opens nothing.
  }
}

/** @param {string} name @param {string} value @param {string} expected */
function warn(name, value, expected) {
  console.warn(`deep-canvas: ${name.slice(0, 80)}: "${value.slice(0, 80)}": expected ${expected}`);
}
