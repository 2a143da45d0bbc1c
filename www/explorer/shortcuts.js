/**
 * Keys of the page. They act while the picture has the focus and nowhere else:
 * a field that is typed into must never move the view.
 *
 * @import { DeepCanvas } from '../deep-canvas.js'
 * @import { ActionName } from './actions.js'
 */

/** @type {Record<string, ActionName>} */
const KEYS = { c: 'copy', f: 'full', j: 'julia', m: 'minibrot', p: 'panel', s: 'save', z: 'undo', '?': 'help' };

/**
 * @param {DeepCanvas} canvas
 * @param {Record<ActionName, () => unknown>} actions
 */
export function listenForShortcuts(canvas, actions) {
  canvas.addEventListener('keydown', (event) => {
    if (event.altKey || event.repeat) return;
    const name = KEYS[event.key.toLowerCase()];
    // With Ctrl or ⌘ only undo is ours: the rest is the browser's.
    if (!name || ((event.ctrlKey || event.metaKey) && name !== 'undo')) return;
    event.preventDefault();
    actions[name === 'undo' && event.shiftKey ? 'redo' : name]();
  });
}
