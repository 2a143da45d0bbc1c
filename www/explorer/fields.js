/**
 * Fields that show something that goes on changing. One that is being typed
 * into keeps what was typed, until it is entered or given up; one into which
 * something was entered that makes no sense keeps it too, until it is mended.
 */
import { forget, tell } from './notes.js';

/** Fields with something typed that has not taken effect. @type {WeakSet<EventTarget>} */
const edited = new WeakSet();

document.addEventListener('input', ({ target }) => {
  if (target instanceof HTMLInputElement && (target.type === 'text' || target.type === 'number')) edited.add(target);
});
// Before anyone who hears of the change can show its outcome.
document.addEventListener('change', ({ target }) => target && edited.delete(target), { capture: true });

/**
 * @param {HTMLInputElement} field
 * @param {string} value
 */
export function showIn(field, value) {
  if (!edited.has(field) && field.value !== value) field.value = value;
}

/** @param {EventTarget | null} field forgets what was typed into it */
export function giveUp(field) {
  if (field) edited.delete(field);
  if (field instanceof HTMLInputElement) accept(field);
}

/**
 * What was entered makes no sense, and stays there to be mended.
 * @param {HTMLInputElement} field
 * @param {string} why
 */
export function refuse(field, why) {
  edited.add(field);
  const code = codeOf(field);
  field.ariaInvalid = 'true';
  field.setAttribute('aria-errormessage', code);
  tell(why, { code, kind: 'alert' }).id = code;
}

/** @param {HTMLInputElement} field has nothing wrong in it, as far as is known */
export function accept(field) {
  field.ariaInvalid = null;
  field.removeAttribute('aria-errormessage');
  forget(codeOf(field));
}

/** @param {HTMLInputElement} field */
export function isRefused(field) {
  return field.ariaInvalid === 'true';
}

/** @param {HTMLInputElement} field one note at a time is about it */
function codeOf({ id }) {
  return `field-${id}`;
}
