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
  const lines = message.split('\n').map((line) => make('p', { textContent: line }));
  const note = make('div', { className: `note ${kind}` }, [make('div', {}, lines), close]);
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

/** The note of what is wrong with a link begins with this, and there is one at a time. */
const LINK = 'permalink: ';

/** @type {string[]} */
let warnings = [];

/** @param {string} message */
export function warn(message) {
  if (warnings.push(message) > 1) return;
  setTimeout(() => {
    const isOfLink = (/** @type {string} */ line) => line.startsWith(LINK);
    const ofLink = warnings.filter(isOfLink).map((line) => line.slice(LINK.length));
    const others = warnings.filter((line) => !isOfLink(line));
    if (ofLink.length > 0) tell(['In the link:', ...ofLink].join('\n'), { code: LINK, kind: 'warning' });
    if (others.length > 0) tell(others.join('\n'), { kind: 'warning' });
    warnings = [];
  }, TOGETHER_MS);
}

/** Another link is followed: what was wrong with the last one is over. */
export function forgetLink() {
  forget(LINK);
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
