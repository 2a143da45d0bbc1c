/**
 * A tour as its author writes it, read from JSON that may be anything. What is
 * wrong with it is said with the stop where it is, what came, and what would do.
 *
 * @typedef {object} Stop
 * @property {string} link the view, as a permalink
 * @property {number | null} duration of the flight there in ms; null: as long as the way asks for
 * @property {number} hold ms that it is shown, once its picture is complete
 * @property {string} caption
 *
 * @typedef {object} Itinerary
 * @property {string} title
 * @property {string} lang of title and captions, as a language tag; empty: not told
 * @property {boolean} loop
 * @property {Stop[]} stops one at least
 * @property {string[]} unknown keys that mean nothing here, each with its stop
 */
import { linkFrom, wrong } from '../methods.js';
import { RpcError, isRecord } from '../rpc.js';

const MOST_STOPS = 1000;
const MOST_CAPTION = 2000;
const MOST_TITLE = 200;
const MOST_LANG = 35;
/** Of the links of all stops: each may hold a deep place, not all of many. */
const MOST_LINKS = 1 << 20;
const MOST_DURATION_MS = 600_000;
/** More than two cuts a second could harm eyes, and cuts are what flights are to those who want no motion. */
const LEAST_HOLD_MS = 500;
const MOST_HOLD_MS = 3_600_000;

/** A stop that says no `hold` rests for so long, and longer the more there is to read. */
const HOLD_MS = 4000;
const READING_MS_A_CHARACTER = 60;

const TOUR_KEYS = ['title', 'lang', 'loop', 'stops'];
const STOP_KEYS = ['view', 'duration', 'hold', 'caption'];

/**
 * @param {unknown} tour
 * @returns {Itinerary}
 * @throws {RpcError}
 */
export function readItinerary(tour) {
  if (!isRecord(tour)) throw wrong('file', tour, 'an object such as {"stops": [{"view": "zoom=1e3"}]}');
  const { title, lang, loop = false, stops } = tour;
  if (!Array.isArray(stops)) throw wrong('stops', stops, 'a list such as [{"view": "zoom=1e3"}]');
  if (stops.length < 1 || stops.length > MOST_STOPS) {
    throw wrong('stops', stops, `1 to ${MOST_STOPS} stops, not ${stops.length}`);
  }
  if (typeof loop !== 'boolean') throw wrong('loop', loop, 'true or false');

  const unknown = unknownOf(tour, TOUR_KEYS, '');
  let links = 0;
  const read = Array.from(stops, (stop, index) => {
    const place = `stops[${index}]`;
    if (!isRecord(stop)) throw wrong(place, stop, 'an object such as {"view": "zoom=1e3", "caption": "Here"}');
    unknown.push(...unknownOf(stop, STOP_KEYS, `${place}.`));
    const one = stopFrom(stop, `${place}.`);
    links += one.link.length;
    if (links > MOST_LINKS) {
      throw wrong(`${place}.view`, one.link, `at most ${MOST_LINKS} characters of views in all`);
    }
    return one;
  });
  return {
    title: textFrom('title', title, MOST_TITLE),
    lang: textFrom('lang', lang, MOST_LANG),
    loop,
    stops: read,
    unknown,
  };
}

/**
 * @param {Record<string, unknown>} stop
 * @param {string} place
 * @returns {Stop}
 */
function stopFrom(stop, place) {
  const caption = textFrom(`${place}caption`, stop['caption'], MOST_CAPTION);
  return {
    link: placed(place, () => linkFrom(stop['view'])),
    duration: timeFrom(`${place}duration`, stop['duration'], 0, MOST_DURATION_MS),
    hold:
      timeFrom(`${place}hold`, stop['hold'], LEAST_HOLD_MS, MOST_HOLD_MS) ??
      HOLD_MS + READING_MS_A_CHARACTER * caption.length,
    caption,
  };
}

/**
 * Says where it is what is wrong.
 * @template Read
 * @param {string} place
 * @param {() => Read} read
 */
function placed(place, read) {
  try {
    return read();
  } catch (error) {
    throw error instanceof RpcError ? new RpcError(error.code, place + error.message) : error;
  }
}

/** @param {string} name @param {unknown} value @param {number} least @param {number} most */
function timeFrom(name, value, least, most) {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' && value >= least && value <= most) return value;
  throw wrong(name, value, `milliseconds from ${least} to ${most}, or none`);
}

/** @param {string} name @param {unknown} value @param {number} most */
function textFrom(name, value, most) {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string' && value.length <= most) return value;
  throw wrong(name, value, `a text of at most ${most} characters`);
}

/**
 * @param {Record<string, unknown>} record
 * @param {string[]} known
 * @param {string} place
 */
function unknownOf(record, known, place) {
  const keys = Object.keys(record).filter((key) => !known.includes(key));
  return keys.slice(0, 1).map((key) => `${place}${key.slice(0, 40)}: not known: expected ${known.join(', ')}`);
}
