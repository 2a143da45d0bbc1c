/**
 * The overlay of figures (the attribute `hud`): a small canvas of its own over a
 * corner of the picture, given away to the coordinator, which alone knows what to
 * draw there and when. This file lays it out once and shows or hides it; nothing
 * of it is here while it is not wanted.
 *
 * @import { ToCoordinator } from './messages.js'
 * @import { Size } from './size.js'
 *
 * @typedef {(message: ToCoordinator, transfer?: Transferable[]) => void} Send to the coordinator, if there is one
 */
import { measure, watchSize } from './size.js';

/**
 * It stands where no controls of the site's own pages are, and leaves more than half
 * of a small picture free. Whether its canvas is opaque decides what it costs (see
 * `Screen::above` in `src/web/screen.rs`).
 */
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
.hud {
  inset-block: 8px auto;
  inset-inline: auto 8px;
  width: min(258px, max(62%, 120px), 100% - 16px);
  height: min(160px, 48%);
  pointer-events: none;
  forced-color-adjust: none;
}
.hud[hidden] { visibility: hidden; }
`);

/** @type {WeakMap<HTMLElement, Hud>} */
const huds = new WeakMap();

/**
 * Shows or hides an element's overlay, as its attribute says.
 * @param {HTMLElement} element
 * @param {ShadowRoot} stage where the picture is
 * @param {Send} send
 */
export function showHud(element, stage, send) {
  let hud = huds.get(element);
  if (!hud) huds.set(element, (hud = new Hud(element, stage, send)));
  hud.look();
}

class Hud {
  #element;
  #stage;
  #send;
  /** @type {HTMLCanvasElement | null} goes with the picture's canvas */ #canvas = null;
  #size = { width: 0, height: 0 };

  /**
   * @param {HTMLElement} element
   * @param {ShadowRoot} stage
   * @param {Send} send
   */
  constructor(element, stage, send) {
    this.#element = element;
    this.#stage = stage;
    this.#send = send;
    stage.adoptedStyleSheets.push(sheet);
    // A coordinator that comes, or takes a dead one's place, knows nothing of it.
    element.addEventListener('ready', () => this.look());
  }

  look() {
    const isThere = this.#canvas?.isConnected;
    const on = this.#element.hasAttribute('hud');
    if (this.#canvas) this.#canvas.hidden = !on;
    if (isThere) this.#tell();
    else if (on) this.#make();
  }

  /** A canvas is given away only once. */
  #make() {
    const frame = this.#stage.querySelector('.frame');
    if (!frame) return; // Nothing runs yet.
    const canvas = document.createElement('canvas');
    canvas.className = 'hud';
    canvas.ariaHidden = 'true';
    frame.append(canvas);
    this.#canvas = canvas;
    this.#size = measure(canvas);
    this.#tell(canvas.transferControlToOffscreen());
    const stop = watchSize(canvas, (size) => {
      // Taken away with the picture's, it has no size, and another one takes its place.
      if (canvas !== this.#canvas || !canvas.isConnected) return stop();
      this.#size = size;
      this.#tell();
    });
  }

  /** @param {OffscreenCanvas} [canvas] */
  #tell(canvas) {
    const on = this.#element.hasAttribute('hud');
    // Not the window's: an emulated display may have another one than its boxes.
    const ratio = this.#size.width / (this.#canvas?.getBoundingClientRect().width || this.#size.width || 1);
    this.#send({ type: 'hud', on, canvas, ...this.#size, ratio }, canvas ? [canvas] : []);
  }
}
