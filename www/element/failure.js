/**
 * The end of an element that cannot go on: what a browser must have, and the
 * one message that stands where the picture would be, with a way to try again.
 *
 * @import { Trouble } from '../deep-canvas.js'
 */

/**
 * What this page lacks, or null. What only a worker can know (the program's
 * machine code and its vectors), the worker checks and tells.
 * @returns {Trouble | null}
 */
export function whatIsMissing() {
  if (typeof Worker !== 'function') {
    return {
      code: 'no-worker',
      message: 'This browser runs no workers, and the picture is computed by them. A current Chromium, Firefox or Safari can.',
    };
  }
  if (typeof HTMLCanvasElement.prototype.transferControlToOffscreen !== 'function') {
    return {
      code: 'no-offscreen-canvas',
      message: 'This browser cannot give a canvas to a worker (OffscreenCanvas). A current Chromium, Firefox or Safari can.',
    };
  }
  return null;
}

/**
 * @param {Trouble} trouble
 * @returns {HTMLElement}
 */
export function failureMessage({ code, message }) {
  const box = document.createElement('div');
  box.className = 'failure';
  box.part.add('failure');
  box.role = 'alert';
  box.dataset.code = code;
  const title = document.createElement('strong');
  title.textContent = 'The picture cannot be drawn';
  const text = document.createElement('p');
  text.textContent = message;
  const reload = document.createElement('button');
  reload.type = 'button';
  reload.textContent = 'Reload';
  reload.addEventListener('click', () => location.reload());
  box.append(title, text, reload);
  return box;
}
