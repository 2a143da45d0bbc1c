/**
 * A running picture, from the moment it is put on a page until it is taken
 * away: a canvas, the coordinator that owns it, and the requests that wait for
 * an answer. A coordinator that dies is replaced once, by a new one with a new
 * canvas (a canvas is given away only once), the last view, and what was asked
 * about it. When the second dies too, that is the end.
 *
 * A page that is left and kept, to be shown again, keeps no worker: its last
 * picture stays, and a new coordinator draws it when the page comes back.
 * Firefox would keep each such page's worker, and the program's memory, for good.
 *
 * @import { Minibrot, MinibrotOptions, Trouble } from '../deep-canvas.js'
 * @import { FromCoordinator, Request, ToCoordinator } from './messages.js'
 *
 * @typedef {object} Owner
 * @property {HTMLElement} element takes the input
 * @property {ShadowRoot} stage where the canvas is put
 * @property {() => { link: string, threads: number, samples: number, holdSpeed: number, rotation: boolean, profile: boolean, frames: number, generations: number }} opening what a coordinator starts with
 * @property {(message: FromCoordinator) => void} onMessage
 * @property {(trouble: Trouble) => void} onFailure it cannot go on, and waits to be ended
 *
 * @typedef {{ message: Request & { id: number }, resolve: (value: any) => void, reject: (error: Error) => void }} Waiting
 */
import { Box } from './box.js';
import { Coordinator } from './coordinator.js';
import { forwardInput } from './input.js';
import { Room } from './room.js';
import { measure, watchSize } from './size.js';
import { surroundings, watchSurroundings } from './surroundings.js';

export class Session {
  /** @type {Owner} */ #owner;
  /** @type {HTMLElement | null} what the canvas fills, and may be larger than */ #frame = null;
  /** @type {HTMLElement | null} the same of the coordinator before, until there is something to show */ #past = null;
  /** @type {Coordinator | null} */ #coordinator = null;
  /** @type {(() => void)[]} what watches the canvas and the element */
  #stops = [];
  /** @type {Map<number, Waiting>} in the order in which they were asked */
  #waiting = new Map();
  #lastId = 0;
  /** Tells when it is ended. */
  #over = new AbortController();
  #deaths = 0;
  /** The canvas in device pixels, and on its page. */
  #size = { width: 0, height: 0 };
  /** @type {Box | null} */ #box = null;
  /** @type {(() => void) | null} */ #letGo = null;
  /** Tells the coordinator where it is no longer seen as it was told. */ #look = () => {};

  /** @param {Owner} owner */
  constructor(owner) {
    this.#owner = owner;
    const { signal } = this.#over;
    addEventListener('pagehide', ({ persisted }) => persisted && this.#coordinator?.stop(), { signal });
    addEventListener('pageshow', ({ persisted }) => persisted && this.#resume(), { signal });
  }

  /**
   * @param {ToCoordinator} message
   * @param {Transferable[]} [transfer]
   */
  send(message, transfer) {
    this.#coordinator?.send(message, transfer);
  }

  /**
   * @param {Request} request
   * @returns {Promise<any>} the answer; rejected when none can come any more
   */
  ask(request) {
    const id = (this.#lastId += 1);
    const message = { ...request, id };
    return new Promise((resolve, reject) => {
      this.send(message); // Throws what cannot be sent; nothing waits for it then.
      this.#waiting.set(id, { message, resolve, reject });
      this.#look();
    });
  }

  /**
   * @param {number} clientX
   * @param {number} clientY
   * @returns {[number, number]} device pixels from the canvas' top left
   */
  pixelAt(clientX, clientY) {
    const box = this.#box?.rect;
    if (!box || box.width === 0 || box.height === 0) return [0, 0];
    return [
      ((clientX - box.left) * this.#size.width) / box.width,
      ((clientY - box.top) * this.#size.height) / box.height,
    ];
  }

  /**
   * @param {string} link
   * @param {MinibrotOptions} [options]
   * @returns {Promise<Minibrot>}
   */
  async findMinibrot(link, options) {
    const { search } = await import('./minibrot.js');
    return search(link, this.#size, this.#over.signal, options);
  }

  /** Ends what hands hold: the element was taken from under them. */
  letGo() {
    this.#letGo?.();
  }

  /**
   * Ends it; resolves when no worker of it is left.
   * @param {string} reason what the requests that still wait are told
   */
  async end(reason) {
    const over = new Error(`deep-canvas: ${reason}`);
    for (const { reject } of this.#waiting.values()) reject(over);
    this.#over.abort(over);
    this.#waiting.clear();
    const coordinator = this.#coordinator;
    this.#clear();
    this.#forgetPast();
    await coordinator?.end();
  }

  /** Gives a new canvas away to a new coordinator. */
  start() {
    const { element, stage, opening, onFailure } = this.#owner;
    const frame = document.createElement('div');
    const canvas = document.createElement('canvas');
    frame.className = 'frame';
    canvas.part.add('canvas');
    frame.append(canvas);
    stage.append(frame);
    this.#frame = frame;
    try {
      this.#coordinator = new Coordinator({
        isAwaited: () => this.#waiting.size > 0,
        onMessage: (message) => this.#receive(message),
        onDeath: (reason) => this.#replace(reason),
        onUnloadable: () => onFailure(unloadable),
      });
    } catch {
      onFailure(unloadable);
      return;
    }

    const size = measure(frame);
    this.#size = size;
    const offscreen = canvas.transferControlToOffscreen();
    const { visible, reducedMotion } = surroundings();
    const rehearse = rehearsals(element)[this.#deaths] ?? '';
    this.send(
      { type: 'start', canvas: offscreen, inbox: this.#coordinator.inbox, ...size, ...opening(), visible, reducedMotion, rehearse },
      [offscreen],
    );
    for (const { message } of this.#waiting.values()) this.send(message);

    /** @param {ToCoordinator} message */
    const send = (message) => this.send(message);
    const box = new Box(frame);
    this.#box = box;
    const room = new Room(canvas, size, (changed, bitmap) => {
      send({ type: 'size', ...changed, bitmapWidth: bitmap.width, bitmapHeight: bitmap.height });
    });
    // A flight is for those who see it, and the ledger needs no more frames.
    const isAwaited = () =>
      [...this.#waiting.values()].some(
        ({ message }) => message.type !== 'fly' && !(message.type === 'ask' && message.what === 'ledger'),
      );
    const watch = watchSurroundings(element, send, isAwaited);
    this.#look = watch.look;
    const input = forwardInput(element, (x, y) => this.pixelAt(x, y), send);
    this.#letGo = input.letGo;
    this.#stops = [
      () => box.stop(),
      () => room.stop(),
      watchSize(frame, (changed) => {
        this.#size = changed;
        box.forget();
        room.take(changed);
      }),
      watch.stop,
      input.stop,
    ];
  }

  /** The page is shown again. */
  #resume() {
    this.#forgetPast();
    this.#past = this.#frame;
    this.#frame = null;
    this.#clear();
    this.start();
    // Below it.
    if (this.#frame) this.#past?.before(this.#frame);
  }

  /** @param {FromCoordinator} message */
  #receive(message) {
    if (message.type === 'answer') {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      this.#look();
      if (message.error === undefined) waiting?.resolve(message.value);
      else waiting?.reject(new Error(`deep-canvas: ${message.error}`));
    } else if (message.type === 'error') {
      this.#owner.onFailure({ code: message.code, message: message.message });
    } else {
      if (message.type === 'frame') this.#forgetPast();
      this.#owner.onMessage(message);
    }
  }

  #forgetPast() {
    this.#past?.remove();
    this.#past = null;
  }

  /** @param {string} reason */
  #replace(reason) {
    this.#deaths += 1;
    if (this.#deaths > 1) {
      this.#owner.onFailure({
        code: 'coordinator-died',
        message: `The program stopped twice (${reason}). Reload the page to try again.`,
      });
      return;
    }
    this.#clear();
    // A question may be what it died of: only what is about the view is asked again.
    for (const [id, { message, reject }] of this.#waiting) {
      if (message.type === 'view' || (message.type === 'ask' && message.what === 'settled')) continue;
      this.#waiting.delete(id);
      reject(new Error(`deep-canvas: the program stopped (${reason}) before it answered`));
    }
    this.#owner.onMessage({
      type: 'warning',
      code: 'coordinator-died',
      message: `The program stopped (${reason}) and was started again.`,
    });
    this.start();
  }

  #clear() {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#frame?.remove();
    this.#frame = null;
    this.#coordinator = null;
  }
}

/** @type {Trouble} */
const unloadable = {
  code: 'worker-load',
  message:
    "The worker's script could not be loaded. deep-canvas.js, worker.js and the folders beside them belong together on the origin of the page that uses them, and are to be sent with the isolation headers of that page (Cross-Origin-Embedder-Policy). Where the page's content security policy demands trusted types, it has to allow the one named deepcanvas.",
};

/**
 * Failures to rehearse, for tests: the attribute `rehearse` names one for each
 * coordinator that starts, the first for the first.
 * @param {HTMLElement} element
 */
function rehearsals(element) {
  return (element.getAttribute('rehearse') ?? '').split(' ');
}
