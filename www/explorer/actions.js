/**
 * What a button of the bar or a key does, by name. Buttons carry the name in
 * `data-action`.
 *
 * @import { DeepCanvas, PartialView } from '../deep-canvas.js'
 *
 * @typedef {'home' | 'undo' | 'redo' | 'julia' | 'full' | 'help' | 'copy' | 'save' | 'panel' | 'freeze' | 'minibrot'} ActionName
 */
import { find, make } from './dom.js';
import { freeze } from './freeze.js';
import { limitElsewhere, minibrotSearch } from './minibrot.js';
import { tell } from './notes.js';

/**
 * @param {DeepCanvas} canvas
 * @param {{ undo: () => void, redo: () => void, julia: () => void, panel: () => void }} others
 * @returns {Record<ActionName, () => unknown>}
 */
export function makeActions(canvas, others) {
  const help = find('#help', HTMLDialogElement);
  return {
    ...others,
    home: () => (canvas.view = homeOf(canvas)),
    full: () => toggleFullScreen(),
    help: () => help.showModal(),
    copy: () => copyLink(),
    save: () => savePicture(canvas),
    freeze: () => freeze(canvas),
    minibrot: minibrotSearch(canvas),
  };
}

/**
 * The view without its place: without one the whole set is shown, fitted to the window. A limit
 * that a minibrot asked for is left with it.
 * @param {DeepCanvas} canvas
 * @returns {PartialView}
 */
export function homeOf(canvas) {
  const { re, im, zoom, rot, ...rest } = canvas.view;
  return { ...rest, ...limitElsewhere(rest) };
}

/**
 * @param {DeepCanvas} canvas gets the focus back from a button that was pressed by a pointer
 * @param {Record<ActionName, () => unknown>} actions
 */
export function wireButtons(canvas, actions) {
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('[data-action]') : null;
    if (!(button instanceof HTMLElement) || button.ariaDisabled === 'true') return;
    const name = /** @type {ActionName} */ (button.dataset.action);
    // A click by a key has no count.
    if (event.detail > 0 && name !== 'help') canvas.focus({ preventScroll: true });
    actions[name]();
  });

  const full = button('full');
  full.hidden = !document.fullscreenEnabled;
  document.addEventListener('fullscreenchange', () => {
    full.ariaPressed = String(document.fullscreenElement !== null);
  });
}

/**
 * @param {ActionName} name
 * @returns {HTMLButtonElement}
 */
export function button(name) {
  return find(`button[data-action=${name}]`, HTMLButtonElement);
}

async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    tell('Link copied.', { code: 'copy' });
  } catch {
    tell('The browser did not allow it: the address bar has the same link.', { code: 'copy', kind: 'warning' });
  }
}

/** @param {DeepCanvas} canvas */
async function savePicture(canvas) {
  try {
    const url = URL.createObjectURL(await canvas.toBlob({ type: 'image/png', samples: canvas.stats?.samples ?? 1 }));
    const { formula, zoom } = canvas.view;
    const name = `${formula}-${zoom.slice(0, 24)}.png`;
    make('a', { href: url, download: name }).click();
    tell(`Saved as ${name}.`, { code: 'save' });
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  } catch (error) {
    tell(`No picture was saved: ${error instanceof Error ? error.message : error}`, { code: 'save', kind: 'alert' });
  }
}

async function toggleFullScreen() {
  try {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await document.documentElement.requestFullscreen();
  } catch {
    tell('The browser did not allow full screen.', { code: 'full', kind: 'warning' });
  }
}
