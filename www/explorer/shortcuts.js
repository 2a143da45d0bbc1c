/**
 * Keys of the page. They act while the picture has the focus and nowhere else:
 * a field that is typed into must never move the view.
 *
 * @import { DeepCanvas } from '../deep-canvas.js'
 * @import { ActionName } from './actions.js'
 */

/** @type {Record<string, ActionName>} */
const KEYS = { home: 'home', c: 'copy', f: 'full', j: 'julia', m: 'minibrot', p: 'panel', s: 'save', z: 'undo', '?': 'help' };

/**
 * @param {DeepCanvas} canvas
 * @param {Record<ActionName, () => unknown>} actions
 */
export function listenForShortcuts(canvas, actions) {
  const press = (/** @type {KeyboardEvent} */ event) => {
    if (event.altKey || event.repeat) return;
    const name = KEYS[event.key.toLowerCase()];
    // With Ctrl or ⌘ only undo is ours: the rest is the browser's.
    if (!name || ((event.ctrlKey || event.metaKey) && name !== 'undo')) return;
    event.preventDefault();
    // The element's own key leads home with the limit that a minibrot asked for.
    if (name === 'home') event.stopImmediatePropagation();
    actions[name === 'undo' && event.shiftKey ? 'redo' : name]();
  };
  // Before the element itself.
  canvas.addEventListener('keydown', press, { capture: true });
}
