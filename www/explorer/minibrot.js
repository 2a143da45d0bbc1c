/**
 * The flight to the minibrot of the lowest period in view (`m`). A search that takes
 * longer says so, and ends with the same key, with Escape, and when the place changes;
 * Escape ends the flight as well.
 *
 * @import { DeepCanvas, PartialView } from '../deep-canvas.js'
 */
import { tell } from './notes.js';

/** What takes no longer than this is seen by the flight alone. */
const UNSEEN_MS = 400;
/** Between two notes of how far it is. */
const PACE_MS = 1500;
/** The one note of it. */
const code = 'minibrot';

/** The limit that the last minibrot asked for, and the one before it. */
const limit = { iter: '', before: 'auto' };

/**
 * The limit that a view elsewhere has in place of one that a minibrot asked for.
 * @param {PartialView} view
 * @returns {PartialView}
 */
export function limitElsewhere({ iter }) {
  return iter === limit.iter ? { iter: limit.before } : {};
}

/** The limit was chosen by hand: none is taken back. */
export function keepLimit() {
  limit.iter = '';
}

/** @param {DeepCanvas} canvas @returns {() => Promise<void>} begins a search, or ends it */
export function minibrotSearch(canvas) {
  /** @type {AbortController | null} */
  let search = null;
  /** Where it is looked for. */
  let place = '';
  canvas.addEventListener('viewchange', () => {
    if (placeOf(canvas) !== place) search?.abort();
  });
  /** The flight there, while it lasts: a hand on the picture ends it as well. @type {Promise<void> | null} */
  let flight = null;
  const follow = (/** @type {Promise<void>} */ begun) => {
    flight = begun;
    const over = () => {
      if (flight === begun) flight = null;
    };
    begun.then(over, over);
  };
  addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return;
    search?.abort();
    if (!flight) return;
    canvas.setView({}, { merge: true }).catch(() => {}); // It stays where it is.
    tell('The flight to the minibrot was ended.', { code });
  });

  return async () => {
    if (search) {
      search.abort();
      return;
    }
    const { signal } = (search = new AbortController());
    place = placeOf(canvas);
    let due = performance.now() + UNSEEN_MS;
    try {
      const { period, link, magnification, isShown } = await canvas.findMinibrot({
        signal,
        onProgress: (steps) => {
          if (performance.now() < due) return;
          due = performance.now() + PACE_MS;
          tell(`Looking for the minibrot of the lowest period: ${steps.toLocaleString('en')} steps. Escape ends it.`, { code });
        },
      });
      const times = Number(magnification) < 1e9 ? Number(magnification).toLocaleString('en') : magnification;
      const size = Number(magnification) < 2 ? 'nearly as large as the whole set' : `${times} times smaller than the whole set`;
      const what = period === 1 ? 'the whole set' : size;
      tell(`${isShown ? 'This is period' : 'Period'} ${period.toLocaleString('en')}: ${what}.${isShown ? '' : ' Escape ends the flight.'}`, { code });
      const { iter: now } = canvas.view;
      const iter = new URLSearchParams(link).get('iter') ?? 'auto';
      if (!isShown && iter !== now) Object.assign(limit, { before: limitElsewhere({ iter: now }).iter ?? now, iter });
      if (!isShown) follow(canvas.flyTo(link));
    } catch (error) {
      const why = error instanceof Error ? error.message.replace(/^deep-canvas: /, '') : String(error);
      tell(signal.aborted ? 'The search for a minibrot was ended.' : `${why[0]?.toUpperCase()}${why.slice(1)}.`, { code });
    } finally {
      search = null;
    }
  };
}

/** @param {DeepCanvas} canvas */
function placeOf({ view: { formula, re, im, zoom, rot } }) {
  return [formula, re, im, zoom, rot].join();
}
