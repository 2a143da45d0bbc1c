/**
 * Who speaks with the widget: frames, each of one origin, and the ends of
 * channels. A peer has calls that wait and events that it hears; how many of all
 * there may be is bounded, so that no flood makes the widget grow.
 *
 * @import { Method } from './methods.js'
 */
import { CODE, RpcError, answer, brief } from './rpc.js';

const MOST_FRAMES = 32;
const MOST_CHANNELS = 64;
/** Of one frame; with one more the oldest is closed, which a page that was loaded anew has left behind. */
const MOST_CHANNELS_OF_FRAME = 8;
const MOST_PENDING = 64;

/** One that speaks. */
class Peer {
  /** @type {Set<string>} */ events = new Set();
  /** One too many is told so, whatever it asks for, and not remembered. */
  isWelcome = true;
  #pending = 0;
  /** @type {(message: unknown) => void} */ #post;

  /**
   * @param {Window} frame
   * @param {string} origin
   * @param {(message: unknown) => void} post
   */
  constructor(frame, origin, post) {
    this.frame = frame;
    this.origin = origin;
    this.#post = post;
  }

  get isIdle() {
    return this.#pending === 0 && this.events.size === 0;
  }

  /**
   * Does what a message asks for, and answers it.
   * @param {unknown} message
   * @param {Map<string, Method>} methods
   */
  async hear(message, methods) {
    const reply = await answer(message, async (name, params) => {
      if (!this.isWelcome) throw new RpcError(CODE.busy, 'too many frames or channels speak: expected fewer');
      const method = methods.get(name);
      if (!method) throw new RpcError(CODE.unknownMethod, `method: ${brief(name)}: expected ${[...methods.keys()].join(', ')}`);
      if (this.#pending >= MOST_PENDING) {
        throw new RpcError(CODE.busy, `${MOST_PENDING} calls wait for their answers: expected no more until one has come`);
      }
      this.#pending += 1;
      try {
        return await method(params, this.events);
      } finally {
        this.#pending -= 1;
      }
    });
    if (reply) this.tell(reply);
  }

  /** @param {unknown} message */
  tell(message) {
    try {
      this.#post(message);
    } catch {
      // Its frame is gone, or never was one.
    }
  }
}

/** Everybody that speaks. */
export class Peers {
  /** @type {Map<Window, Peer>} */ #frames = new Map();
  /** @type {Map<MessagePort, Peer>} in the order in which they came */ #channels = new Map();

  /**
   * The peer of a frame and origin.
   * @param {Window} frame
   * @param {string} origin
   */
  ofFrame(frame, origin) {
    const known = this.#frames.get(frame);
    if (known?.origin === origin) return known;
    // `*` only where no address could name the origin.
    const targetOrigin = origin === 'null' ? '*' : origin;
    const peer = new Peer(frame, origin, (message) => frame.postMessage(message, { targetOrigin }));
    if (!known && this.#frames.size >= MOST_FRAMES) this.#forgetFrames();
    peer.isWelcome = known !== undefined || this.#frames.size < MOST_FRAMES;
    if (peer.isWelcome) this.#frames.set(frame, peer);
    return peer;
  }

  /**
   * The peer at the other end of a channel.
   * @param {MessagePort} port
   * @param {Window} frame
   * @param {string} origin
   */
  ofChannel(port, frame, origin) {
    const peer = new Peer(frame, origin, (message) => port.postMessage(message));
    const ofFrame = [...this.#channels].filter(([, peer]) => peer.frame === frame);
    const [oldest] = ofFrame;
    if (oldest && ofFrame.length >= MOST_CHANNELS_OF_FRAME) this.close(oldest[0]);
    if (this.#channels.size >= MOST_CHANNELS) {
      for (const [known, peer] of this.#channels) if (peer.frame.closed) this.close(known);
    }
    peer.isWelcome = this.#channels.size < MOST_CHANNELS;
    if (peer.isWelcome) this.#channels.set(port, peer);
    return peer;
  }

  /** @param {MessagePort} port of a channel; its other end is told, for not all browsers tell it */
  close(port) {
    this.#channels.get(port)?.tell({ jsonrpc: '2.0', method: 'close' });
    this.#channels.delete(port);
    port.close();
  }

  closeAll() {
    for (const port of this.#channels.keys()) this.close(port);
  }

  /**
   * Tells everybody who hears an event.
   * @param {string} event
   * @param {unknown} detail
   */
  notify(event, detail) {
    for (const peer of [...this.#frames.values(), ...this.#channels.values()]) {
      if (peer.events.has(event)) peer.tell({ jsonrpc: '2.0', method: event, params: detail });
    }
  }

  #forgetFrames() {
    for (const [frame, peer] of this.#frames) if (peer.isIdle || frame.closed) this.#frames.delete(frame);
  }
}
