/**
 * Fields that show something that goes on changing. One that is being typed
 * into keeps what was typed, until it is entered or given up.
 */

/** Fields with something typed that was not entered yet. @type {WeakSet<EventTarget>} */
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
}
