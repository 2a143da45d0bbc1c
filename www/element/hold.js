/**
 * Presses that last: a finger or the primary button held still, or the right
 * button held, zooms for as long as it is held. This file only tells when a
 * press has become a hold, and whose context menu is not wanted; how fast the
 * view zooms, and about what, the coordinator knows.
 */

/** A primary press that lasts so long is no click any more. */
export const LONG_PRESS_MS = 400;
/** A right press that lasts so long is not for the menu: sooner, for it has no drag to wait for. */
const RIGHT_PRESS_MS = 250;
/** Nobody holds a pointer quite still. In CSS pixels. */
const STILL_PX = 6;
/** Some systems ask for the menu just after the button is let go. */
const MENU_MS = 100;

/** @typedef {'down' | 'move' | 'up' | 'cancel'} Phase */

export class Holds {
  /** @type {(phase: Phase, event: PointerEvent, out: boolean, time: number) => void} */ #tell;
  /** @type {{ first: PointerEvent, last: PointerEvent, out: boolean, right: boolean } | null} */ #press = null;
  #timer = 0;
  #holding = false;
  /** The last press became a hold. */
  #held = false;
  #ended = -Infinity;

  /**
   * @param {(phase: Phase, event: PointerEvent, out: boolean, time: number) => void} tell hears of holds, not
   *   of presses. The time is not always the event's, which only says where the pointer is.
   */
  constructor(tell) {
    this.#tell = tell;
  }

  /** Whether what the last press did was a hold: then it was no click. */
  get held() {
    return this.#held;
  }

  /** @param {PointerEvent} event a pointer went down */
  press(event) {
    this.drop();
    const right = event.button === 2;
    this.#press = { first: event, last: event, out: right || event.shiftKey, right };
    this.#held = false;
    this.#timer = setTimeout(() => this.#begin(), right ? RIGHT_PRESS_MS : LONG_PRESS_MS);
  }

  /**
   * @param {PointerEvent} event
   * @returns {boolean} whether it belongs to a hold, or may yet, and is nothing else
   */
  move(event) {
    const press = this.#press;
    if (!press || event.pointerId !== press.first.pointerId) return false;
    press.last = event;
    // Let go while another button is down, or where nobody told, as outside of a window
    // that lost the focus.
    if (!(event.buttons & (press.right ? 2 : 1))) return this.end(event, 'up');
    if (this.#holding) {
      this.#tell('move', event, press.out, event.timeStamp);
      return true;
    }
    const { first } = press;
    if (Math.hypot(event.clientX - first.clientX, event.clientY - first.clientY) <= STILL_PX) return press.right;
    // The right button drags nothing, so what moves is held; anything else is a drag.
    if (press.right) this.#begin();
    else this.#forget();
    return press.right;
  }

  /**
   * @param {PointerEvent} event
   * @param {'up' | 'cancel'} phase
   * @param {number} [time]
   * @returns {boolean} whether it ended a hold
   */
  end(event, phase, time = event.timeStamp) {
    const press = this.#press;
    if (!press || event.pointerId !== press.first.pointerId) return false;
    const was = this.#holding;
    this.#forget();
    if (was) {
      this.#ended = time;
      this.#tell(phase, event, press.out, time);
    }
    return was;
  }

  /**
   * Ends it for something else that begins, such as a second finger.
   * @returns {PointerEvent | null} where the pointer is that was holding, if it can drag now
   */
  drop() {
    const press = this.#press;
    if (!press) return null;
    return this.end(press.last, 'cancel', performance.now()) && !press.right ? press.last : null;
  }

  /**
   * Whether a context menu would come between: it is asked for when the button
   * goes down, or when it is let go, as the system has it.
   * @param {Event} event
   */
  takesMenu(event) {
    const press = this.#press;
    if (press) return press.right || press.first.pointerType === 'touch' || this.#holding;
    return event.timeStamp - this.#ended < MENU_MS;
  }

  #begin() {
    clearTimeout(this.#timer);
    const press = this.#press;
    if (!press) return;
    this.#holding = true;
    this.#held = true;
    this.#tell('down', press.last, press.out, performance.now());
  }

  #forget() {
    clearTimeout(this.#timer);
    this.#press = null;
    this.#holding = false;
  }
}
