/**
 * Links, pasted anywhere on the page: the view of a whole address or of its
 * fragment alone, or of a query in its place. Any other text goes where it was meant to.
 *
 * @import { DeepCanvas } from '../deep-canvas.js'
 */
import { KEYS } from '../element/view.js';
import { forgetLink } from './notes.js';

/**
 * @param {string} text
 * @returns {string | null} the permalink in it, without `#`
 */
export function permalinkIn(text) {
  const link = text.trim().replace(text.includes('#') ? /^[^#]*#/ : /^[^?]*\?/, '');
  const hasKey = link.split('&').some((pair) => KEYS.some((key) => pair.startsWith(`${key}=`)));
  return hasKey && !/\s/.test(link) ? link : null;
}

/** @param {DeepCanvas} canvas */
export function acceptPastedLinks(canvas) {
  document.addEventListener('paste', (event) => {
    const link = permalinkIn(event.clipboardData?.getData('text/plain') ?? '');
    if (link === null) return;
    event.preventDefault();
    forgetLink();
    canvas.view = link;
  });
}
