/**
 * How the picture stands, for eyes and ears: the bar while it is not complete,
 * a line of numbers, and the place, read out once the view rests.
 *
 * @import { DeepCanvas, Report, View } from '../deep-canvas.js'
 */
import { find } from './dom.js';
import { forget, tell } from './notes.js';
import { showNow, showSoon } from './pace.js';

/** How long a picture may take before a bar shows how far it is. */
const PATIENCE_MS = 250;
/** Of the bar, that much is seen in any case. */
const LEAST = 0.02;
/** How long a view rests before its place is read out. */
const SPEAK_MS = 1000;
/** How long nothing of a view may be seen before a note says how far it is, and again. */
const UNSEEN_MS = 2000;
/** The one note of it. */
const code = 'orbit';

/** @param {DeepCanvas} canvas */
export function tellState(canvas) {
  const progress = find('#progress', HTMLElement);
  const bar = find('div', HTMLElement, progress);
  let fraction = 1;
  let waiting = 0;
  /** When a note is due that says how far it is, unless something is seen before. */
  let due = Infinity;
  const show = () => {
    progress.classList.add('busy');
    progress.ariaValueNow = String(Math.round(fraction * 20) * 5);
    // Something is seen of what has hardly begun, and may take long.
    bar.style.transform = `scaleX(${Math.max(fraction, LEAST)})`;
  };
  const advance = () => {
    if (progress.classList.contains('busy')) show();
  };
  const hide = () => {
    clearTimeout(waiting);
    waiting = 0;
    if (progress.classList.contains('busy')) {
      fraction = 1;
      show();
      progress.classList.remove('busy');
    }
  };
  // Most pictures are complete before a bar is worth a look, and in motion none
  // is worth one.
  canvas.addEventListener('viewchange', ({ detail }) => {
    if (!detail.resting) hide();
  });
  canvas.addEventListener('progress', ({ detail }) => {
    if (detail.fraction < fraction) hide();
    ({ fraction } = detail);
    if (progress.classList.contains('busy')) showSoon(advance);
    else waiting ||= setTimeout(show, PATIENCE_MS);
    showSoon(showStats);
    const now = performance.now();
    due = Math.min(due, now + UNSEEN_MS);
    if (now < due) return;
    due = now + UNSEEN_MS;
    // An orbit that escapes ends before its limit.
    tell(`Computing the reference orbit of this view: at least ${percent(fraction)} done. Any other view ends it.`, { code });
  });
  /** Something of the view is on screen, or it is given up. */
  const seen = () => {
    due = Infinity;
    forget(code);
  };
  for (const type of /** @type {const} */ (['frame', 'viewchange', 'settle', 'error'])) canvas.addEventListener(type, seen);
  canvas.addEventListener('settle', hide);
  canvas.addEventListener('error', hide);

  const stats = find('#stats', HTMLElement);
  /** Whether what was displayed last is of the view, or near it. */
  let isOfView = false;
  canvas.addEventListener('viewchange', () => {
    isOfView = false;
  });
  canvas.addEventListener('frame', () => {
    isOfView = true;
  });
  const showStats = () => {
    const report = canvas.stats && (isOfView || canvas.stats.complete) ? canvas.stats : null;
    const line = report ? statsLine(report, fraction) : fraction < 1 ? drawing(fraction) : '';
    if (stats.textContent !== line) stats.textContent = line;
  };
  canvas.addEventListener('frame', () => showSoon(showStats));
  canvas.addEventListener('settle', () => showNow(showStats));

  const place = find('#place', HTMLElement);
  let speaking = 0;
  let changed = 0;
  const speak = () => {
    const left = changed + SPEAK_MS - performance.now();
    speaking = left > 0 ? setTimeout(speak, left) : 0;
    if (!speaking) place.textContent = placeLine(canvas.view);
  };
  canvas.addEventListener('viewchange', () => {
    changed = performance.now();
    speaking ||= setTimeout(speak, SPEAK_MS);
  });
}

/**
 * @param {Report} report
 * @param {number} fraction of the picture that is done
 */
function statsLine({ complete, tier, limit, threads, samples }, fraction) {
  const parts = [
    complete ? 'Complete' : drawing(fraction),
    `limit ${limit.toLocaleString('en')}`,
    `${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    tier,
  ];
  if (samples > 1) parts.push(`${samples} samples`);
  return parts.join(' · ');
}

/** @param {number} fraction of the picture that is done, 1 where that is not known */
function drawing(fraction) {
  return fraction < 1 ? `Drawing, ${percent(fraction)}` : 'Drawing';
}

/**
 * Two digits at least: an orbit may take hours and is seen to go on.
 * @param {number} fraction
 */
function percent(fraction) {
  const share = 100 * fraction;
  return `${share.toLocaleString('en', share < 10 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 0 })} %`;
}

/** @param {View} view */
function placeLine({ formula, re, im, zoom, cre, cim }) {
  const julia = formula === 'julia' ? ` of ${brief(cre)}, ${brief(cim)}` : '';
  return `${title(formula)}${julia}. Centre ${brief(re)}, ${brief(im)}. Magnification ${brief(zoom)}.`;
}

/**
 * A name of the program's in words: `burning-ship` is Burning ship.
 * @param {string} name
 */
export function title(name) {
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ').replace(/\d+$/, ' $&');
}

/**
 * A decimal text cut to what can be taken in at once, its exponent kept.
 * @param {string} decimal
 * @param {number} [digits]
 */
export function brief(decimal, digits = 8) {
  const [mantissa = '', exponent] = decimal.split(/e/i);
  const cut = mantissa.includes('.') ? mantissa.slice(0, Math.max(mantissa.indexOf('.'), digits + 2)) : mantissa;
  return (exponent === undefined ? cut : `${cut}e${exponent}`).replace('-', '−');
}
