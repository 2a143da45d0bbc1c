/**
 * Notes: short messages in a corner, read out as they come. A note goes away by
 * itself, a warning after a longer while; what went wrong for good stays until
 * it is dismissed or told anew.
 */
import { find, icon, make } from './dom.js';

const NOTE_MS = 6000;
const WARNING_MS = 20_000;
/** Warnings that come so close together are of one thing, as of one link, and one note. */
const TOGETHER_MS = 50;
const MOST = 4;

/**
 * @param {string} message
 * @param {{ code?: string, kind?: 'note' | 'warning' | 'alert' }} [options] a `code` stands for one note at a time, its newest
 */
export function tell(message, { code = message, kind = 'note' } = {}) {
  const place = find(kind === 'alert' ? '#alerts' : '#notes', HTMLElement);
  forget(code);
  while (place.children.length >= MOST) place.firstElementChild?.remove();

  const close = make('button', { type: 'button', title: 'Dismiss', ariaLabel: 'Dismiss' }, [icon('close')]);
  const note = make('div', { className: `note ${kind}` }, [make('p', { textContent: message }), close]);
  note.dataset.code = code;
  close.addEventListener('click', () => note.remove());
  place.append(note);
  if (kind !== 'alert') leaveInTime(note, kind === 'note' ? NOTE_MS : WARNING_MS);
  return note;
}

/** @param {string} code the note of it goes away */
export function forget(code) {
  for (const note of document.querySelectorAll('.note')) {
    if (note instanceof HTMLElement && note.dataset.code === code) note.remove();
  }
}

/** @type {string[]} */
let warnings = [];

/** @param {string} message */
export function warn(message) {
  if (warnings.push(message) > 1) return;
  setTimeout(() => {
    tell(warnings.join('\n'), { kind: 'warning' });
    warnings = [];
  }, TOGETHER_MS);
}

/**
 * Not while somebody points at it or has the focus in it.
 * @param {HTMLElement} note
 * @param {number} ms
 */
function leaveInTime(note, ms) {
  const leave = () => {
    if (note.matches(':hover, :focus-within')) setTimeout(leave, NOTE_MS);
    else note.remove();
  };
  setTimeout(leave, ms);
}
