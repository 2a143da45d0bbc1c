/**
 * One coordinator worker, from its start to its end. It is dead when it throws,
 * when it hangs, or when its script cannot be loaded; it is ended by asking it,
 * and stopped by force when it does not answer in time.
 *
 * @import { FromCoordinator, ToCoordinator } from './messages.js'
 *
 * @typedef {object} Listener
 * @property {() => boolean} isAwaited whether a request waits for its answer
 * @property {(message: FromCoordinator) => void} onMessage
 * @property {(reason: string) => void} onDeath it ran, and stopped
 * @property {(reason: string) => void} onUnloadable it never ran, and never will
 */
import { Inbox } from './inbox.js';
import { Watchdog } from './watchdog.js';
import { workersOf } from './workers.js';

/** Of this page. */
export const startWorker = workersOf(new URL('../worker.js', import.meta.url));

/** Bundlers rename them, and no other file would know. */
const WASM = new URL('../pkg/deepcanvas_bg.wasm', import.meta.url);
const BASELINE = new URL('../pkg/baseline_bg.wasm', import.meta.url);

/**
 * The role of a worker that loads the program itself.
 * @param {string} role
 */
export const loading = (role) => `${role}&${new URLSearchParams({ wasm: WASM.href, baseline: BASELINE.href })}`;

/** How long an ending coordinator has to retire its compute workers. */
const END_MS = 2000;

export class Coordinator {
  /** @type {Worker} */ #worker;
  /** @type {Listener} */ #listener;
  /** @type {Watchdog} */ #watchdog;
  /** @type {(() => void) | null} */ #onEnded = null;
  /** @type {Inbox | null} */ #inbox = crossOriginIsolated && typeof SharedArrayBuffer === 'function' ? new Inbox() : null;
  #posted = 0;
  #alive = false;
  #over = false;

  /**
   * @param {Listener} listener
   * @throws where the worker cannot even be asked for
   */
  constructor(listener) {
    this.#listener = listener;
    this.#worker = startWorker(loading('coordinator'), 'coordinator');
    this.#worker.onmessage = ({ data }) => [data].flat().forEach((message) => this.#receive(message));
    this.#worker.onmessageerror = () => this.#die('a message could not be read');
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#die(event.message || 'no reason was given');
    };
    this.#watchdog = new Watchdog({
      ping: () => this.#worker.postMessage({ type: 'ping' }),
      isAwaited: () => listener.isAwaited(),
      onSilence: (reason) => this.#die(reason),
    });
  }

  /** Where it finds input, to be sent with the start. */
  get inbox() {
    return this.#inbox?.buffer;
  }

  /**
   * @param {ToCoordinator} message
   * @param {Transferable[]} [transfer]
   */
  send(message, transfer) {
    if (this.#over) return;
    if (!this.#inbox?.put(message, this.#posted)) this.#post(message, transfer);
    else if (!this.#inbox.isLookedInto) this.#post({ type: 'look' });
    this.#watchdog.sent(message);
  }

  /** Asks it to end; resolves when neither it nor a compute worker of it is left. */
  async end() {
    if (this.#over) return;
    this.send({ type: 'destroy' });
    this.#over = true;
    this.#watchdog.stop();
    await new Promise((resolve) => {
      const patience = setTimeout(resolve, END_MS);
      this.#onEnded = () => {
        clearTimeout(patience);
        resolve(undefined);
      };
    });
    this.#worker.terminate();
  }

  /**
   * Counted, so that what lies in the inbox keeps its place among the messages.
   * @param {ToCoordinator} message
   * @param {Transferable[]} [transfer]
   */
  #post(message, transfer = []) {
    this.#worker.postMessage(message, transfer);
    this.#posted += 1;
  }

  /** @param {FromCoordinator} message */
  #receive(message) {
    if (message.type === 'destroyed') this.#onEnded?.();
    if (this.#over) return;
    if (message.type === 'alive') this.#alive = true;
    if (message.type === 'hello') {
      // At once, and nothing is owed for it.
      this.#post(message);
      return;
    }
    this.#watchdog.heard(message);
    this.#listener.onMessage(message);
  }

  /**
   * Ends it at once, with its compute workers.
   * @returns {boolean} whether it was not ending already
   */
  stop() {
    this.#onEnded?.();
    if (this.#over) return false;
    this.#over = true;
    this.#watchdog.stop();
    this.#worker.terminate();
    return true;
  }

  /** @param {string} reason */
  #die(reason) {
    if (!this.stop()) return;
    if (this.#alive) this.#listener.onDeath(reason);
    else this.#listener.onUnloadable(reason);
  }
}
