/** Buttons that copy the text beside them. */
import { find, make } from '../../explorer/dom.js';

/**
 * Gives each of these texts one.
 * @param {Iterable<Element>} texts
 */
export function offerToCopy(texts) {
  for (const text of texts) {
    const title = text.getAttribute('aria-label') ?? '';
    const button = make('button', { type: 'button', className: 'copy', textContent: 'Copy', ariaLabel: `Copy: ${title}` });
    button.addEventListener('click', () => copy(text));
    text.before(button);
  }
}

/** @param {Element} text */
async function copy(text) {
  const said = find('#copied', HTMLElement);
  const title = text.getAttribute('aria-label') ?? '';
  said.textContent = '';
  try {
    await navigator.clipboard.writeText(text.textContent ?? '');
    said.textContent = `${title}: copied.`;
  } catch {
    getSelection()?.selectAllChildren(text);
    said.textContent = `The browser did not allow it. ${title}: selected; copy it by its menu, or by Ctrl + C.`;
  }
}
