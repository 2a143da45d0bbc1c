/**
 * The widget as the snippet would put it on a page. A new frame takes the
 * place of the one before where the address is another one, but for the view:
 * so the page's history gets no entry.
 *
 * @import { Widget } from '../deep-canvas-embed.js'
 */
import { connectTo } from '../hosts/widgets.js';

export class Preview {
  /** @type {HTMLElement} */ #stage;
  /** @type {(link: string) => void} */ #onMove;
  /** @type {HTMLIFrameElement | null} */ #frame = null;
  /** @type {Widget | null} */ #widget = null;
  /** The frame's address without its view. */
  #page = '';
  /** @type {string | null} a view that it was told to show before it could hear of it */
  #wanted = null;

  /**
   * @param {HTMLElement} stage where it is put
   * @param {(link: string) => void} onMove it was moved to this view, and rests there
   */
  constructor(stage, onMove) {
    this.#stage = stage;
    this.#onMove = onMove;
  }

  /** @param {[name: string, value: string][]} attributes */
  show(attributes) {
    const [page = ''] = (attributes.find(([name]) => name === 'src')?.[1] ?? '').split('#');
    const isNew = page !== this.#page || !this.#frame;
    const frame = isNew || !this.#frame ? document.createElement('iframe') : this.#frame;
    this.#page = page;
    for (const name of frame.getAttributeNames()) {
      if (name !== 'src' && !attributes.some(([known]) => known === name)) frame.removeAttribute(name);
    }
    for (const [name, value] of attributes) {
      // The policy of this page allows a style that is set like this alone.
      if (name === 'style') frame.style.cssText = value;
      else if (name !== 'src' || isNew) frame.setAttribute(name, value);
    }
    if (!isNew) return;
    this.#widget?.close();
    this.#widget = null;
    this.#wanted = null;
    this.#frame = frame;
    this.#stage.ariaBusy = 'true';
    this.#stage.replaceChildren(frame);
    connectTo(frame).then(
      (widget) => this.#follow(frame, widget),
      () => {}, // The frame itself shows what is wrong.
    );
  }

  /**
   * Has it show a view, in the same frame.
   * @param {string} link
   */
  set(link) {
    if (this.#widget) this.#widget.setView(link).catch(() => {}); // It says so itself.
    else this.#wanted = link;
  }

  /**
   * @param {HTMLIFrameElement} frame
   * @param {Widget} widget
   */
  #follow(frame, widget) {
    if (frame !== this.#frame) {
      widget.close();
      return;
    }
    this.#widget = widget;
    if (this.#wanted !== null) this.set(this.#wanted);
    this.#stage.ariaBusy = 'false';
    widget.addEventListener('viewchange', ({ detail }) => {
      if (detail.resting && widget === this.#widget) this.#onMove(detail.link);
    });
  }
}
