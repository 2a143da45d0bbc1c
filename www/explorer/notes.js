/**
 * Notes: short messages in a corner, read out as they come. A note that says
 * nothing but what happened goes away by itself; a trouble stays until it is
 * dismissed or the same trouble is told anew.
 */
import { find, icon, make } from './dom.js';

const NOTE_MS = 6000;
const MOST = 4;

/**
 * @param {string} message
 * @param {{ code?: string, kind?: 'note' | 'warning' | 'alert' }} [options] a `code` stands for one note at a time, its newest
 */
export function tell(message, { code = message, kind = 'note' } = {}) {
  const place = find(kind === 'alert' ? '#alerts' : '#notes', HTMLElement);
  for (const note of place.children) {
    if (note instanceof HTMLElement && note.dataset.code === code) note.remove();
  }
  while (place.children.length >= MOST) place.firstElementChild?.remove();

  const close = make('button', { type: 'button', title: 'Dismiss', ariaLabel: 'Dismiss' }, [icon('close')]);
  const note = make('div', { className: `note ${kind}` }, [make('p', { textContent: message }), close]);
  note.dataset.code = code;
  close.addEventListener('click', () => note.remove());
  place.append(note);
  if (kind === 'note') leaveInTime(note);
}

/**
 * Not while somebody points at it or has the focus in it.
 * @param {HTMLElement} note
 */
function leaveInTime(note) {
  const leave = () => {
    if (note.matches(':hover, :focus-within')) setTimeout(leave, NOTE_MS);
    else note.remove();
  };
  setTimeout(leave, NOTE_MS);
}
