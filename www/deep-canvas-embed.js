/**
 * A page's end of the talk with a Deep Canvas widget in a frame:
 * `const w = await connect(iframe)`. `deep-canvas-embed.d.ts` has the types.
 *
 * @import { PartialView } from './deep-canvas.js'
 * @import { PictureOptions, Tour, TourState } from './deep-canvas-embed.js'
 */

/** A widget whose page is there answers at once, but for a machine that is busy. */
const PATIENCE_MS = 10_000;

/**
 * @param {HTMLIFrameElement} frame may still be loading
 * @returns {Promise<Widget>}
 */
export function connect(frame) {
  return new Promise((resolve, reject) => {
    if (!URL.canParse(frame?.src) || !frame.sandbox) {
      throw new TypeError(`deep-canvas-embed: ${frame}: expected an <iframe> whose src is a widget's address`);
    }
    const isOpaque = frame.hasAttribute('sandbox') && !frame.sandbox.contains('allow-same-origin');
    const origin = isOpaque ? '*' : new URL(frame.src).origin;
    let timer = 0;
    /** @type {MessagePort | undefined} */
    let port;
    // The channel's end goes to that frame and origin alone: nobody else can answer.
    const greet = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const doubt = 'is it a widget, and do its origins allow this page?';
        end(new Error(`deep-canvas-embed: no answer from ${frame.src}: ${doubt}`));
      }, PATIENCE_MS);
      port?.close();
      const { port1, port2 } = new MessageChannel();
      port = port1;
      port1.onmessage = ({ data }) => {
        if (data?.id === 0) end(data.error && failure(data.error));
      };
      frame.contentWindow?.postMessage({ jsonrpc: '2.0', id: 0, method: 'connect' }, origin, [port2]);
    };
    /** @param {Error | undefined} error */
    const end = (error) => {
      clearTimeout(timer);
      frame.removeEventListener('load', greet);
      if (port && !error) return resolve(new Widget(port));
      port?.close();
      reject(error);
    };
    frame.addEventListener('load', greet);
    // A page of another origin is there already, or will be soon and then says so.
    if (frame.contentDocument?.URL !== 'about:blank') greet();
  });
}

export class Widget extends EventTarget {
  #port;
  #lastId = 0;
  #isClosed = false;
  /** @type {Map<number, { resolve: (result: any) => void, reject: (error: Error) => void }>} */
  #waiting = new Map();

  /** @param {MessagePort} port */
  constructor(port) {
    super();
    this.#port = port;
    port.onmessage = ({ data }) => this.#hear(data);
  }

  /** @returns {Promise<any>} */
  get view() {
    return this.#ask('getView');
  }

  /** @param {PartialView | string} view */
  set view(view) {
    this.setView(view).catch(() => {}); // The `error` event tells those who do not wait.
  }

  get stats() {
    return this.#ask('getStats');
  }

  /** @param {PartialView | string} view @param {{ merge?: boolean }} [options] */
  setView(view, options) {
    return this.#ask('setView', { view, ...options });
  }

  /** @param {PartialView | string} view @param {{ duration?: number, merge?: boolean }} [options] */
  flyTo(view, options) {
    return this.#ask('flyTo', { view, ...options });
  }

  settled() {
    return this.#ask('settled');
  }

  /** @param {[number, number][]} points */
  countsAt(points) {
    return this.#ask('countsAt', { points });
  }

  /** @param {Partial<Tour>} [tour] @returns {Promise<TourState>} */
  play(tour) {
    return this.#ask('play', tour);
  }

  /** @returns {Promise<TourState>} */
  pause() {
    return this.#ask('pause');
  }

  /** @returns {Promise<TourState>} */
  next() {
    return this.#ask('next');
  }

  /** @returns {Promise<TourState>} */
  previous() {
    return this.#ask('previous');
  }

  /** @returns {Promise<null>} */
  stop() {
    return this.#ask('stop');
  }

  /** @param {PictureOptions} [options] */
  async toBlob(options) {
    const [, text = ''] = (await this.#ask('toPNG', { ...options })).split(',');
    return new Blob([Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))], { type: 'image/png' });
  }

  /** @param {Parameters<EventTarget['addEventListener']>} listener */
  addEventListener(...listener) {
    super.addEventListener(...listener);
    // What is no event of the widget's is nobody's but the page's.
    this.#ask('subscribe', { event: listener[0] }).catch(() => {});
  }

  close() {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#port.postMessage({ jsonrpc: '2.0', method: 'disconnect' });
    this.#port.close();
    for (const { reject } of this.#waiting.values()) reject(closed());
    this.#waiting.clear();
  }

  /** @param {string} method @param {object} [params] @returns {Promise<any>} */
  #ask(method, params = {}) {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) throw closed();
      const id = (this.#lastId += 1);
      this.#port.postMessage({ jsonrpc: '2.0', id, method, params });
      this.#waiting.set(id, { resolve, reject });
    });
  }

  /** @param {any} message */
  #hear(message) {
    // Its page goes away, or has too many channels.
    if (message?.method === 'close') {
      this.close();
      return;
    }
    if (typeof message?.method === 'string') {
      this.dispatchEvent(new CustomEvent(message.method, { detail: message.params }));
      return;
    }
    const waiting = this.#waiting.get(message?.id);
    this.#waiting.delete(message?.id);
    if (message?.error) waiting?.reject(failure(message.error));
    else waiting?.resolve(message.result);
  }
}

function closed() {
  return new Error('deep-canvas-embed: the talk was closed');
}

/** @param {any} error as it came: not every page in a frame is a widget */
function failure({ code, message }) {
  return Object.assign(new Error(typeof message === 'string' ? message : 'refused'), { code });
}
