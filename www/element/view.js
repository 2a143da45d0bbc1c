/**
 * Views as text. A view is known here only by the words of its permalink: what
 * they mean, and which of them make sense, the coordinator alone decides. So
 * that `view` can be read at once after it was set, this file knows the keys
 * and their defaults, and how a link is taken apart and put together.
 *
 * @import { PartialView, View } from '../deep-canvas.js'
 */

/**
 * Every key of a permalink with its default, in the order in which they are
 * written. The coordinator's defaults are the same.
 * @type {Readonly<View>}
 */
export const DEFAULTS = Object.freeze({
  formula: 'mandelbrot',
  re: '-0.75',
  im: '0',
  zoom: '1',
  rot: '0',
  iter: 'auto',
  cre: '-0.8',
  cim: '0.156',
  palette: 'dawn',
  density: '1',
  offset: '0',
  mode: 'smooth',
});

export const KEYS = /** @type {(keyof View)[]} */ (Object.keys(DEFAULTS));

/**
 * A link's pairs, unknown keys included: they are the coordinator's to name.
 * @param {string} link with or without its `#`
 * @returns {Map<string, string>}
 */
export function readLink(link) {
  /** @type {Map<string, string>} */
  const pairs = new Map();
  for (const part of link.replace(/^#/, '').split('&')) {
    if (part === '') continue;
    const [key = '', ...rest] = part.split('=');
    pairs.set(decode(key), decode(rest.join('=')));
  }
  return pairs;
}

/**
 * @param {Iterable<[string, string]>} pairs
 * @returns {string} a link without `#`
 */
export function writeLink(pairs) {
  return Array.from(pairs, ([key, value]) => `${encode(key)}=${encode(value)}`).join('&');
}

/**
 * The link of whatever may be set as a view.
 * @param {PartialView | string} view
 * @returns {string}
 */
export function linkOf(view) {
  if (typeof view === 'string') return view.replace(/^#/, '');
  if (typeof view !== 'object' || view === null) {
    throw new TypeError(
      `deep-canvas: a view is ${view === null ? 'null' : typeof view}: expected an object such as {zoom: "1e3"} or a permalink`,
    );
  }
  const pairs = Object.entries(view).filter(([, value]) => value !== undefined && value !== null);
  return writeLink(pairs.map(([key, value]) => [key, String(value)]));
}

/**
 * A base link with the pairs of another laid over it.
 * @param {string} base
 * @param {string} link
 */
export function mergeLinks(base, link) {
  return writeLink(new Map([...readLink(base), ...readLink(link)]));
}

/**
 * A view with a link's pairs laid over it, and nothing but a view's keys.
 * @param {Readonly<View>} base
 * @param {string} link
 * @returns {View}
 */
export function viewWith(base, link) {
  const pairs = readLink(link);
  const view = { ...base };
  for (const key of KEYS) view[key] = pairs.get(key) ?? view[key];
  return view;
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // The coordinator names the key and what came.
  }
}

/** @param {string} text */
function encode(text) {
  return encodeURIComponent(text).replaceAll('%2B', '+'); // `+` means itself in a link.
}
