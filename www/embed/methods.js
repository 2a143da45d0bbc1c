/**
 * The methods that a page may call, by name. They check all that comes before
 * the element hears of it: another page's mistake is that page's error.
 *
 * @import { DeepCanvas } from '../deep-canvas.js'
 * @import { Params } from './rpc.js'
 *
 * @typedef {(params: Params, events: Set<string>) => unknown} Method gets the events that the caller hears
 */
import { linkOf } from '../element/view.js';
import { CODE, RpcError, brief, isRecord } from './rpc.js';

/** The events that can be subscribed to. */
export const EVENTS = /** @type {const} */ (['viewchange', 'frame', 'settle', 'warning', 'error', 'tour']);

/** A link of this length holds a centre of some 30,000 digits. */
const MOST_LINK = 1 << 16;
const MOST_KEYS = 64;
const MOST_POINTS = 1 << 14;

/**
 * @param {DeepCanvas} canvas
 * @returns {Map<string, Method>}
 */
export function methodsOf(canvas) {
  return new Map(
    /** @type {[string, Method][]} */ ([
      ['getView', () => canvas.view],
      ['getStats', () => canvas.stats],
      ['settled', () => canvas.settled()],
      ['setView', ({ view, merge = false }) => canvas.setView(linkFrom(view), { merge: flag('merge', merge) })],
      [
        'flyTo',
        ({ view, duration, merge = false }) =>
          canvas.flyTo(linkFrom(view), { ...timeFrom(duration), merge: flag('merge', merge) }),
      ],
      ['countsAt', ({ points }) => canvas.countsAt(pointsFrom(points))],
      ['toPNG', (params) => pictureOf(canvas, params)],
      ...['play', 'pause', 'next', 'previous', 'stop'].map((name) => [name, commandOf(canvas, name)]),
      [
        'subscribe',
        (params, events) => {
          for (const name of namesFrom(params)) events.add(name);
          return [...events];
        },
      ],
      [
        'unsubscribe',
        (params, events) => {
          for (const name of namesFrom(params)) events.delete(name);
          return [...events];
        },
      ],
    ]),
  );
}

/**
 * A command to the tour: what tours need is fetched with the first one.
 * @param {DeepCanvas} canvas
 * @param {string} name
 * @returns {Method}
 */
function commandOf(canvas, name) {
  return async (params) => (await import('./tour/tour.js')).command(canvas, name, params);
}

/** @param {unknown} view @returns {string} */
export function linkFrom(view) {
  if (typeof view !== 'string' && !isRecord(view)) {
    throw wrong('view', view, 'an object such as {"zoom": "1e3"} or a permalink');
  }
  if (typeof view === 'object') {
    const entries = Object.entries(view);
    if (entries.length > MOST_KEYS) throw wrong('view', `${entries.length} keys`, `at most ${MOST_KEYS} keys`);
    for (const [key, value] of entries) {
      const isText = typeof value === 'string' || Number.isFinite(value) || value === null || value === undefined;
      if (!isText) throw wrong(`view.${key.slice(0, 40)}`, value, 'text or a number');
    }
  }
  const size = typeof view === 'string' ? view.length : Object.entries(view).flat().join('').length;
  if (size > MOST_LINK) throw new RpcError(CODE.invalidParams, `view: ${size} characters: expected at most ${MOST_LINK}`);
  return linkOf(view);
}

/** @param {unknown} duration */
function timeFrom(duration) {
  if (duration === undefined || duration === null) return {};
  return { duration: amount('duration', duration, 'milliseconds such as 3000, or none') };
}

/** @param {unknown} points @returns {[number, number][]} */
function pointsFrom(points) {
  if (!Array.isArray(points) || points.length > MOST_POINTS) {
    throw wrong('points', points, `a list of at most ${MOST_POINTS} pixels such as [[0, 0]]`);
  }
  // As many as there are, whatever the list is: one with gaps has nothing there.
  return Array.from(points, (point) => {
    if (!Array.isArray(point) || point.length !== 2) throw wrong('points', point, 'pixels such as [0, 0]');
    return [amount('points', point[0], 'device pixels'), amount('points', point[1], 'device pixels')];
  });
}

/**
 * @param {DeepCanvas} canvas
 * @param {Params} params
 * @returns {Promise<string>} a `data:` address, which is plain text as all that JSON holds
 */
async function pictureOf(canvas, { width = 0, height = 0, samples = 1 }) {
  const blob = await canvas.toBlob({
    type: 'image/png',
    width: amount('width', width, 'device pixels'),
    height: amount('height', height, 'device pixels'),
    samples: amount('samples', samples, 'samples a pixel, 1 to 16'),
  });
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(new Error('the picture could not be read'));
    reader.readAsDataURL(blob);
  });
}

/** @param {Params} params one `event`, several `events`, or neither for all */
function namesFrom({ event, events = event === undefined ? EVENTS : [event] }) {
  if (!Array.isArray(events) || events.length > EVENTS.length || !events.every((name) => EVENTS.includes(name))) {
    throw wrong('events', Array.isArray(events) ? events.find((name) => !EVENTS.includes(name)) : events, EVENTS.join(', '));
  }
  return events;
}

/** @param {string} name @param {unknown} value */
function flag(name, value) {
  if (typeof value !== 'boolean') throw wrong(name, value, 'true or false');
  return value;
}

/** @param {string} name @param {unknown} value @param {string} expected */
function amount(name, value, expected) {
  if (typeof value !== 'number' || !(value >= 0) || value === Infinity) throw wrong(name, value, expected);
  return value;
}

/** @param {string} name @param {unknown} came @param {string} expected */
export function wrong(name, came, expected) {
  return new RpcError(CODE.invalidParams, `${name}: ${brief(came)}: expected ${expected}`);
}
