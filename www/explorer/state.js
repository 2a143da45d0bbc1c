/**
 * How the picture stands, for eyes and ears: the bar while it is not complete,
 * a line of numbers, and the place, read out once the view rests.
 *
 * @import { DeepCanvas, Report, View } from '../deep-canvas.js'
 */
import { find } from './dom.js';
import { showNow, showSoon } from './pace.js';

/** How long a picture may take before a bar shows how far it is. */
const PATIENCE_MS = 250;
/** How long a view rests before its place is read out. */
const SPEAK_MS = 1000;

/** @param {DeepCanvas} canvas */
export function tellState(canvas) {
  const progress = find('#progress', HTMLElement);
  const bar = find('div', HTMLElement, progress);
  let fraction = 1;
  let waiting = 0;
  const show = () => {
    progress.classList.add('busy');
    progress.ariaValueNow = String(Math.round(fraction * 20) * 5);
    bar.style.transform = `scaleX(${fraction})`;
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
  });
  canvas.addEventListener('settle', hide);
  canvas.addEventListener('error', hide);

  const stats = find('#stats', HTMLElement);
  const showStats = () => {
    const line = canvas.stats ? statsLine(canvas.stats) : '';
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

/** @param {Report} report */
function statsLine({ complete, tier, limit, threads, samples }) {
  const parts = [
    complete ? 'Complete' : 'Drawing',
    `limit ${limit.toLocaleString('en')}`,
    `${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    tier,
  ];
  if (samples > 1) parts.push(`${samples} samples`);
  return parts.join(' · ');
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
