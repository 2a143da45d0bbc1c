/**
 * Manners of an element that lies in a page that scrolls (the attribute
 * `cooperative`): the page keeps the wheel until the element is clicked, or Ctrl
 * or ⌘ is held, and a finger that is alone; two fingers are the picture's. What
 * is left to the page an event tells (`yielded`).
 */

/** A finger that moved so far wants something. In CSS pixels. */
const STILL_PX = 10;

export class Manners {
  /** @type {HTMLElement} */ #element;
  /** @type {{ first: PointerEvent, last: PointerEvent, told: boolean } | null} a finger that is alone: the page's so far */
  #lone = null;

  /**
   * @param {HTMLElement} element
   * @param {AbortSignal} signal ends it
   */
  constructor(element, signal) {
    this.#element = element;
    element.addEventListener(
      'touchmove',
      (event) => {
        // The browser would scroll by two fingers as by one.
        if (this.#areOn && event.touches.length > 1 && event.cancelable) event.preventDefault();
      },
      { signal, passive: false },
    );
  }

  /** @param {WheelEvent} event */
  leavesWheel(event) {
    if (!this.#areOn || event.ctrlKey || event.metaKey || this.#element.matches(':focus')) return false;
    this.#tell('wheel');
    return true;
  }

  /**
   * Whether a pointer that goes down, while none is, is left to the page for now.
   * @param {PointerEvent} event
   */
  leavesFinger(event) {
    if (!this.#areOn || event.pointerType !== 'touch' || this.#lone) return false;
    this.#lone = { first: event, last: event, told: false };
    return true;
  }

  /**
   * The finger that was alone until now, where it is; it is left to the page no more.
   * @returns {PointerEvent | null}
   */
  takeFirst() {
    const last = this.#lone?.last ?? null;
    this.#lone = null;
    return last;
  }

  /**
   * @param {PointerEvent} event
   * @returns {boolean} whether it is the page's
   */
  move(event) {
    const lone = this.#lone;
    if (lone?.first.pointerId !== event.pointerId) return false;
    lone.last = event;
    const { first } = lone;
    if (Math.hypot(event.clientX - first.clientX, event.clientY - first.clientY) > STILL_PX) this.#tellOnce(lone);
    return true;
  }

  /**
   * @param {PointerEvent} event
   * @param {'up' | 'cancel'} phase a finger by which the browser scrolls is cancelled
   */
  end(event, phase) {
    const lone = this.#lone;
    if (lone?.first.pointerId !== event.pointerId) return;
    this.#lone = null;
    if (phase === 'cancel') this.#tellOnce(lone);
  }

  get #areOn() {
    return this.#element.hasAttribute('cooperative');
  }

  /** @param {{ told: boolean }} lone */
  #tellOnce(lone) {
    if (!lone.told) this.#tell('touch');
    lone.told = true;
  }

  /** @param {'wheel' | 'touch'} input */
  #tell(input) {
    this.#element.dispatchEvent(new CustomEvent('yielded', { detail: { input } }));
  }
}
