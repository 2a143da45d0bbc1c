/**
 * Where a canvas lies on its page. To ask for it may cost a layout, which no
 * input event is to wait for: it is remembered for a moment, and no longer than
 * until something scrolls or changes its size.
 */

/** For so long it is taken to stay where it was. */
const TRUST_MS = 100;

export class Box {
  /** @type {Element} */ #canvas;
  #rect = new DOMRect();
  #asked = -Infinity;
  #watch = new AbortController();

  /** @param {Element} canvas */
  constructor(canvas) {
    this.#canvas = canvas;
    const forget = () => this.forget();
    const { signal } = this.#watch;
    addEventListener('scroll', forget, { signal, capture: true, passive: true });
    addEventListener('resize', forget, { signal });
  }

  /** In CSS pixels, from the viewport's top left. */
  get rect() {
    const now = performance.now();
    if (now - this.#asked > TRUST_MS) {
      this.#rect = this.#canvas.getBoundingClientRect();
      this.#asked = now;
    }
    return this.#rect;
  }

  forget() {
    this.#asked = -Infinity;
  }

  stop() {
    this.#watch.abort();
  }
}
