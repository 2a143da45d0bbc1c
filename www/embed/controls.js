/**
 * The few things over the picture: the way to full size, which is also the way
 * to threads where a frame gets none, back to where the widget began, and full
 * screen where the page around allows it.
 *
 * @import { DeepCanvas } from '../deep-canvas.js'
 * @import { Words } from './words.js'
 */
import { find } from '../explorer/dom.js';

/**
 * @param {DeepCanvas} canvas
 * @param {Promise<Words>} words
 */
export function showControls(canvas, words) {
  const open = find('#open', HTMLAnchorElement);
  const start = find('#start', HTMLButtonElement);
  const full = find('#full', HTMLButtonElement);
  void words.then((words) => {
    find('span', HTMLElement, open).textContent = words.open;
    label(open, words.open);
    label(start, words.start);
    label(full, words.full);
  });
  let link = location.hash.slice(1);
  const address = () => {
    open.href = link === '' ? './' : `./#${link}`;
  };
  address();
  // In motion the link would be another at every frame: it is made when it is wanted.
  for (const type of ['pointerenter', 'pointerdown', 'focus', 'click']) open.addEventListener(type, address);

  /** @type {string | null} where the widget began */
  let first = null;
  start.addEventListener('click', (event) => {
    if (first !== null) canvas.setView(first).catch(() => {});
    giveBack(canvas, event);
  });
  canvas.addEventListener('viewchange', ({ detail }) => {
    ({ link } = detail);
    if (!detail.resting) return;
    first ??= link;
    start.hidden = canvas.inert || link === first;
    address();
  });

  full.hidden = canvas.inert || !document.fullscreenEnabled;
  full.addEventListener('click', (event) => {
    const done = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
    done.catch(() => (full.hidden = true)); // The page around does not allow it after all.
    giveBack(canvas, event);
  });
}

/**
 * @param {HTMLElement} control
 * @param {string} text
 */
function label(control, text) {
  control.title = text;
  control.ariaLabel = text;
}

/**
 * The focus, from a button that was pressed by a pointer: a click by a key has no count.
 * @param {DeepCanvas} canvas
 * @param {MouseEvent} event
 */
function giveBack(canvas, event) {
  if (event.detail > 0) canvas.focus({ preventScroll: true });
}
