/**
 * Views as the browser's history. Where a view comes to rest the address takes
 * its link, as a new entry, so that back and forward are undo and redo. Rests
 * that follow each other closely are one step: nobody wants to undo the clicks
 * of a wheel one by one. An address that changes by itself (back, forward, or
 * edited by hand) sets the view.
 *
 * @import { DeepCanvas, View } from '../deep-canvas.js'
 */
import { forgetLink } from './notes.js';

/** Rests closer than this belong to one step. */
const STEP_MS = 1000;
/** The keys that say where a view is. */
const PLACE = /** @type {const} */ (['re', 'im', 'zoom', 'rot']);
const LAST = 'deepcanvas-last-step';

/**
 * @param {DeepCanvas} canvas
 * @param {(can: { undo: boolean, redo: boolean }) => void} onChange
 * @returns {{ undo: () => void, redo: () => void }}
 */
export function keepHistory(canvas, onChange) {
  // Each entry of this page carries its place: back must not lead out of it.
  const known = placeOf(history.state);
  let place = known ?? 0;
  // A reload in the middle of the entries must not forget those after it.
  let last = known === null ? 0 : Math.max(known, remembered());
  let lastRest = -Infinity;
  let lastKind = '';
  let address = location.hash;
  /** Addresses that are being followed: until they are there, the address is not the view's. */
  let following = 1;

  const tell = () => onChange({ undo: place > 0, redo: place < last });

  /** @param {string} link @param {boolean} asNew */
  const write = (link, asNew) => {
    if (asNew) {
      last = place += 1;
      remember(last);
    }
    const url = link === '' ? location.pathname + location.search : `#${link}`;
    if (asNew) history.pushState({ place }, '', url);
    else history.replaceState({ place }, '', url);
    address = location.hash;
    tell();
  };

  const follow = async () => {
    if (location.hash === address) return;
    address = location.hash;
    forgetLink();
    const there = placeOf(history.state);
    place = there ?? place + 1;
    last = there === null ? place : Math.max(place, last);
    lastRest = -Infinity;
    tell();
    following += 1;
    await canvas.setView(address).catch(() => {});
    following -= 1;
    // The same view in the program's own words.
    if (following === 0) write(linkNow, false);
  };

  let linkNow = address.slice(1);
  let rested = canvas.view;
  canvas.addEventListener('viewchange', ({ detail: { view, link, resting } }) => {
    linkNow = link;
    if (!resting) return;
    const kind = kindOfChange(rested, view);
    rested = view;
    if (following > 0 || `#${link}` === location.hash) return;
    const now = performance.now();
    // Another set, or another look of it, is a step of its own.
    write(link, now - lastRest > STEP_MS || kind !== lastKind);
    lastKind = kind;
    lastRest = now;
  });
  // The opening view takes the place of the address that it came from.
  canvas.addEventListener(
    'viewchange',
    ({ detail }) => {
      following -= 1;
      if (following === 0) write(detail.link, false);
    },
    { once: true },
  );

  window.addEventListener('hashchange', follow);
  window.addEventListener('popstate', follow);
  // A page from the back-forward cache can come back at another of its entries.
  window.addEventListener('pageshow', follow);
  if (address !== '') void canvas.setView(address);

  return {
    undo: () => place > 0 && history.back(),
    redo: () => place < last && history.forward(),
  };
}

/**
 * What of a view is another: moves of one kind that follow each other closely are one.
 * @param {View} before
 * @param {View} after
 */
function kindOfChange(before, after) {
  if (before.formula !== after.formula) return `formula ${after.formula}`;
  return PLACE.some((key) => before[key] !== after[key]) ? 'place' : 'look';
}

/** The last entry of this tab. */
function remembered() {
  try {
    return Number(sessionStorage.getItem(LAST));
  } catch {
    return 0; // Storage may be forbidden: then redo begins anew.
  }
}

/** @param {number} last */
function remember(last) {
  try {
    sessionStorage.setItem(LAST, String(last));
  } catch {
    // As above.
  }
}

/**
 * @param {unknown} state
 * @returns {number | null}
 */
function placeOf(state) {
  const place = /** @type {{ place?: unknown } | null} */ (state)?.place;
  return typeof place === 'number' ? place : null;
}
