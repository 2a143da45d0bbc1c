/**
 * The bitmap of a canvas whose box changes its size. Each new size of a bitmap is
 * new memory for the program, for the browser's compositor and for the page, and
 * all of them have to agree on it before a frame is shown. So while sizes follow
 * each other closely, as when a window is dragged by its corner, the bitmap may be
 * larger than the box: what is too much lies outside, out of sight. Once the box
 * keeps its size, the bitmap has the very same.
 *
 * @import { Size } from './size.js'
 *
 * @typedef {Size} Bitmap
 */

/** Sizes that are closer to each other are one change that goes on. */
const FOLLOWING_MS = 150;
/** A box that was still for so long keeps its size. */
const STILL_MS = 250;
/** A bitmap grows by so many device pixels at least. */
const STEP = 256;
/** One that is so many times as wide or as high as the box is too large. */
const MOST = 3;

export class Room {
  /** @type {HTMLCanvasElement} */ #canvas;
  /** @type {(size: Size, bitmap: Bitmap) => void} */ #onSize;
  /** @type {Size} */ #size;
  /** @type {Bitmap} */ #bitmap;
  #changed = -Infinity;
  #timer = 0;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Size} size what its bitmap has
   * @param {(size: Size, bitmap: Bitmap) => void} onSize is called for every change
   */
  constructor(canvas, size, onSize) {
    this.#canvas = canvas;
    this.#onSize = onSize;
    this.#size = size;
    this.#bitmap = size;
  }

  /** @param {Size} size the box's */
  take(size) {
    const now = performance.now();
    const follows = now - this.#changed < FOLLOWING_MS;
    this.#changed = now;
    this.#size = size;
    clearTimeout(this.#timer);
    const { width, height } = this.#bitmap;
    this.#make(follows ? { width: roomFor(size.width, width), height: roomFor(size.height, height) } : size);
    if (!this.#isExact()) this.#timer = setTimeout(() => this.#make(this.#size), STILL_MS);
  }

  stop() {
    clearTimeout(this.#timer);
  }

  /** @param {Bitmap} bitmap */
  #make({ width, height }) {
    this.#bitmap = { width, height };
    const { style } = this.#canvas;
    const ratio = window.devicePixelRatio;
    style.width = this.#isExact() ? '' : `${width / ratio}px`;
    style.height = this.#isExact() ? '' : `${height / ratio}px`;
    this.#onSize(this.#size, this.#bitmap);
  }

  #isExact() {
    return this.#bitmap.width === this.#size.width && this.#bitmap.height === this.#size.height;
  }
}

/**
 * @param {number} length of the box
 * @param {number} now that of the bitmap
 */
function roomFor(length, now) {
  return length <= now && now <= MOST * length ? now : Math.ceil(length / STEP) * STEP;
}
