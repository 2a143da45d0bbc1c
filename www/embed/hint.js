/**
 * A short hint where a wheel or a finger went to the page around: how to move
 * the picture instead.
 *
 * @import { DeepCanvas } from '../deep-canvas.js'
 * @import { Words } from './words.js'
 */
import { find } from '../explorer/dom.js';

/** After the last wheel or finger. */
const SHOWN_MS = 1500;

/**
 * @param {DeepCanvas} canvas
 * @param {Promise<Words>} words
 */
export function showHints(canvas, words) {
  const hint = find('#hint', HTMLElement);
  let timer = 0;
  const hide = () => {
    clearTimeout(timer);
    hint.classList.remove('shown');
  };
  canvas.addEventListener('yielded', async ({ detail }) => {
    hint.textContent = (await words)[detail.input];
    clearTimeout(timer);
    hint.classList.add('shown');
    timer = setTimeout(hide, SHOWN_MS);
  });
  canvas.addEventListener('pointerdown', ({ pointerType }) => pointerType !== 'touch' && hide());
  canvas.addEventListener('focus', hide);
}
