/**
 * Where nothing in view escapes by an iteration limit that was set, a note says so: a
 * black picture alone does not.
 *
 * @import { DeepCanvas } from '../deep-canvas.js'
 */
import { forget, tell } from './notes.js';

/** The one note of it. */
const code = 'limit';
/** So many places along each side are asked about. */
const PLACES = 7;
/** There is no greater limit. */
const GREATEST = 2 ** 31 - 1;

/** @param {DeepCanvas} canvas */
export function watchLimit(canvas) {
  /** The limit that was told of, while pictures stay black by it. */
  let told = '';
  canvas.addEventListener('settle', async () => {
    const { iter } = canvas.view;
    const isBlack = iter !== 'auto' && Number(iter) < GREATEST && (await escapesNowhere(canvas).catch(() => false)); // Another view came between.
    if (iter !== canvas.view.iter) return;
    if (!isBlack) {
      forget(code);
      told = '';
    } else if (iter !== told) {
      told = iter;
      tell(`Nothing here escapes within ${Number(iter).toLocaleString('en')} iteration${iter === '1' ? '' : 's'}, the limit that is set. It may be inside the set, or need more of them: “auto” fits the limit to the depth.`, { code });
    }
  });
}

/** @param {DeepCanvas} canvas whose view is complete */
async function escapesNowhere(canvas) {
  const along = (/** @type {number} */ length) =>
    Array.from({ length: PLACES }, (_, index) => Math.floor(((index + 0.5) / PLACES) * length * devicePixelRatio));
  const rows = along(canvas.clientHeight);
  const places = along(canvas.clientWidth).flatMap((x) => rows.map((y) => /** @type {[number, number]} */ ([x, y])));
  const counts = await canvas.countsAt(places);
  return counts.every((count) => count < 0);
}
