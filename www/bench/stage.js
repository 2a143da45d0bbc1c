/**
 * The element that is measured: as many device pixels as the host's bench takes,
 * whatever the page's size, seen in a small box.
 *
 * @import { DeepCanvas, Report } from '../deep-canvas.js'
 */
import '../deep-canvas.js';

/** What takes longer is not going to end. */
const PATIENCE_MS = 60_000;

/** Nothing that is measured lies here: no picture of it is of use elsewhere. */
const APART = 're=-0.16&im=1.0405&zoom=30';

/** At rest the page computes what lies around the view: that is over before the next is measured. */
const REST_MS = 600;

export class Stage {
  /** @type {DeepCanvas} */ element;
  /** @type {AbortSignal} */ #signal;
  #rest = REST_MS;
  #times = 0;

  /**
   * @param {HTMLElement} box where it is seen
   * @param {{ width: number, height: number, rest?: number }} size in device pixels; how long it rests between, in ms
   * @param {AbortSignal} signal when all is to stop
   */
  constructor(box, { width, height, rest = REST_MS }, signal) {
    this.#signal = signal;
    this.#rest = rest;
    this.element = document.createElement('deep-canvas');
    const { style } = this.element;
    style.width = `${width / devicePixelRatio}px`;
    style.height = `${height / devicePixelRatio}px`;
    // More samples would be added while the next in turn is measured.
    this.element.setAttribute('samples', '1');
    box.replaceChildren(this.element);
    style.scale = String((box.clientWidth * devicePixelRatio) / width);
  }

  /**
   * What a promise of the element's resolves to, unless all stops or it does not come.
   * @template Kind
   * @param {Promise<Kind>} promise
   * @returns {Promise<Kind>}
   */
  within(promise) {
    const signal = this.#signal;
    return new Promise((resolve, reject) => {
      const stop = () => reject(new Error('it was stopped'));
      const late = setTimeout(() => reject(new Error(`it took longer than ${PATIENCE_MS / 1000} seconds`)), PATIENCE_MS);
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop);
      promise.then(resolve, reject).finally(() => {
        clearTimeout(late);
        signal.removeEventListener('abort', stop);
      });
    });
  }

  /**
   * Shows a view.
   * @param {string} link
   * @returns {Promise<Report>} of its complete frame
   */
  async settle(link) {
    await this.within(this.element.setView(link));
    return this.within(this.element.settled());
  }

  /**
   * Leaves what is shown for a view that shares nothing with those that are measured, by so many threads. A view that
   * is there already is not computed again, so it has another limit each time.
   * @param {number} [threads] as many as the browser has, unless told
   */
  async leave(threads) {
    if (threads === undefined) this.element.removeAttribute('threads');
    else this.element.setAttribute('threads', String(threads));
    const deadline = performance.now() + PATIENCE_MS / 3;
    for (;;) {
      this.#times += 1;
      const { threads: there } = await this.settle(`${APART}&iter=${64 + (this.#times % 1000)}`);
      if (threads === undefined || there === threads) break;
      if (performance.now() > deadline) throw new Error(`${there} threads came, and ${threads} were asked for`);
    }
    await this.within(new Promise((resolve) => setTimeout(resolve, this.#rest)));
  }
}
