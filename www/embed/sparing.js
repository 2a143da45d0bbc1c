/**
 * For readers who want little data used: the program is loaded when they ask for
 * it. A call that needs the picture asks for it, too.
 *
 * @import { DeepCanvas } from '../deep-canvas.js'
 * @import { Words } from './words.js'
 */
import { find } from '../explorer/dom.js';

/**
 * @param {DeepCanvas} canvas with the attribute `loading="manual"`
 * @param {Promise<Words>} words
 */
export function offerToLoad(canvas, words) {
  const load = find('#load', HTMLButtonElement);
  load.hidden = false;
  void words.then(({ load: text }) => (find('span', HTMLElement, load).textContent = text));
  const hide = () => {
    load.hidden = true;
  };
  load.addEventListener('click', () => {
    canvas.removeAttribute('loading');
    hide();
    canvas.focus({ preventScroll: true });
  });
  for (const type of ['ready', 'error']) canvas.addEventListener(type, hide);
}
