/**
 * The Julia preview: a small picture beside the pointer, of the Julia set whose
 * constant is the point under it. A click opens that set. With the keyboard
 * alone the point is the middle of the picture, and Enter opens.
 *
 * @import { DeepCanvas } from '../deep-canvas.js'
 */
import { LONG_PRESS_MS } from '../element/hold.js';
import { button } from './actions.js';
import { find, make } from './dom.js';
import { showSoon } from './pace.js';
import { brief } from './state.js';

const WIDTH = 200;
const HEIGHT = 150;
/** Between the pointer and the preview. */
const DISTANCE = 22;
/** A press that moves farther is a drag, not a click. */
const CLICK = 5;

export class JuliaPreview {
  /** @type {DeepCanvas} */ #canvas;
  #figure = find('#preview', HTMLElement);
  #caption = find('#preview figcaption', HTMLElement);
  #button = button('julia');
  #on = false;
  #constant = { cre: '', cim: '' };
  /** Where it is, in the page's viewport. */
  #point = { x: 0, y: 0 };
  /** Its size. To read it may cost a layout. */
  #window = { width: innerWidth, height: innerHeight };
  /** @type {{ x: number, y: number, time: number } | null} where and when the pointer went down */
  #press = null;

  /** @param {DeepCanvas} canvas */
  constructor(canvas) {
    this.#canvas = canvas;
    let { formula } = canvas.view;
    canvas.addEventListener('pointermove', ({ clientX, clientY }) => this.#moveTo(clientX, clientY));
    canvas.addEventListener('pointerdown', ({ clientX: x, clientY: y, timeStamp: time, isPrimary, button }) => {
      this.#press = isPrimary && button === 0 ? { x, y, time } : null;
      this.#moveTo(x, y);
    });
    canvas.addEventListener('pointerup', ({ clientX, clientY, timeStamp }) => {
      const press = this.#press;
      this.#press = null;
      if (!press || timeStamp - press.time >= LONG_PRESS_MS) return;
      if (Math.hypot(clientX - press.x, clientY - press.y) <= CLICK) this.#open();
    });
    canvas.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') this.#open();
      if (event.key === 'Escape') this.#turn(false);
    });
    canvas.addEventListener('preview', ({ detail }) => {
      this.#constant = detail;
      showSoon(this.#showConstant);
    });
    canvas.addEventListener('viewchange', ({ detail: { view } }) => {
      if (view.formula === formula) return;
      formula = view.formula;
      this.#button.ariaDisabled = String(formula !== 'mandelbrot');
      if (formula !== 'mandelbrot') this.#turn(false);
    });
    addEventListener('resize', () => (this.#window = { width: innerWidth, height: innerHeight }));
    // A coordinator that took a dead one's place knows nothing of it.
    canvas.addEventListener('ready', () => {
      if (this.#on) this.#show();
    });
    canvas.addEventListener('error', () => this.#turn(false));
  }

  toggle() {
    if (this.#button.ariaDisabled !== 'true') this.#turn(!this.#on);
  }

  /** @param {boolean} on */
  #turn(on) {
    if (on === this.#on) return;
    this.#on = on;
    this.#button.ariaPressed = String(on);
    if (on) {
      const box = this.#canvas.getBoundingClientRect();
      this.#point = { x: box.left + box.width / 2, y: box.top + box.height / 2 };
      this.#show();
    } else {
      this.#canvas.preview(null);
      this.#figure.hidden = true;
      find('canvas', HTMLCanvasElement, this.#figure).remove();
    }
  }

  #showConstant = () => {
    const { cre, cim } = this.#constant;
    this.#caption.textContent = cim.startsWith('-')
      ? `${brief(cre)} − ${brief(cim.slice(1))} i`
      : `${brief(cre)} + ${brief(cim)} i`;
  };

  /** With a new canvas each time: one is given away only once. */
  #show() {
    const ratio = window.devicePixelRatio;
    const picture = make('canvas', { width: Math.round(WIDTH * ratio), height: Math.round(HEIGHT * ratio) });
    this.#figure.querySelector('canvas')?.remove();
    this.#figure.prepend(picture);
    this.#figure.hidden = false;
    this.#caption.textContent = '';
    this.#canvas.preview(picture);
    this.#moveTo(this.#point.x, this.#point.y);
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  #moveTo(x, y) {
    if (!this.#on) return;
    this.#point = { x, y };
    const { width, height } = this.#window;
    const left = x + DISTANCE + WIDTH < width ? x + DISTANCE : x - DISTANCE - WIDTH;
    const top = y + DISTANCE + HEIGHT < height ? y + DISTANCE : y - DISTANCE - HEIGHT;
    this.#figure.style.transform = `translate(${Math.max(0, left)}px, ${Math.max(0, top)}px)`;
    this.#canvas.previewAt(...this.#canvas.pixelAt(x, y));
  }

  #open() {
    if (!this.#on) return;
    this.#canvas.openJulia(...this.#canvas.pixelAt(this.#point.x, this.#point.y));
    this.#turn(false);
  }
}
