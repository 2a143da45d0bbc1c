/**
 * One coordinator worker, from its start to its end. It is dead when it throws,
 * when it stays silent for too long, or when its script cannot be loaded; it is
 * ended by asking it, and stopped by force when it does not answer in time.
 *
 * @import { FromCoordinator, ToCoordinator } from './messages.js'
 *
 * @typedef {object} Listener
 * @property {(message: FromCoordinator) => void} onMessage
 * @property {(reason: string) => void} onDeath it ran, and stopped
 * @property {(reason: string) => void} onUnloadable it never ran, and never will
 */

/** How long an ending coordinator has to retire its compute workers. */
const END_MS = 2000;
/** The watchdog's tick. A tick that comes late means that this thread slept, and counts nothing. */
const TICK_MS = 1000;
/** Silent ticks before it counts as dead: far past a frame's budget, also on a machine that is busy with other things. */
const SILENT_TICKS = 8;
/** Ticks that it has until `ready`: the download of the program on a slow line is in them. */
const START_TICKS = 60;

export class Coordinator {
  /** @type {Worker} */ #worker;
  /** @type {Listener} */ #listener;
  /** @type {(() => void) | null} */ #onEnded = null;
  #alive = false;
  #ready = false;
  #over = false;
  #silentTicks = 0;
  #startTicks = 0;
  #lastTick = performance.now();
  #watchdog = 0;

  /**
   * @param {Listener} listener
   * @throws where the worker cannot even be asked for
   */
  constructor(listener) {
    this.#listener = listener;
    this.#worker = new Worker(new URL('../worker.js?role=coordinator', import.meta.url), {
      type: 'module',
      name: 'deepcanvas coordinator',
    });
    this.#worker.onmessage = (event) => this.#receive(event.data);
    this.#worker.onmessageerror = () => this.#die('a message could not be read');
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#die(event.message || 'no reason was given');
    };
    this.#watchdog = setInterval(() => this.#tick(), TICK_MS);
  }

  /**
   * @param {ToCoordinator} message
   * @param {Transferable[]} [transfer]
   */
  send(message, transfer = []) {
    if (!this.#over) this.#worker.postMessage(message, transfer);
  }

  /** Asks it to end; resolves when neither it nor a compute worker of it is left. */
  async end() {
    if (this.#over) return;
    this.send({ type: 'destroy' });
    this.#over = true;
    clearInterval(this.#watchdog);
    await new Promise((resolve) => {
      this.#onEnded = () => resolve(undefined);
      setTimeout(resolve, END_MS);
    });
    this.#worker.terminate();
  }

  /** @param {FromCoordinator} message */
  #receive(message) {
    this.#silentTicks = 0;
    if (message.type === 'destroyed') this.#onEnded?.();
    if (this.#over) return;
    if (message.type === 'alive') this.#alive = true;
    if (message.type === 'ready') this.#ready = true;
    this.#listener.onMessage(message);
  }

  /** @param {string} reason */
  #die(reason) {
    this.#onEnded?.();
    if (this.#over) return;
    this.#over = true;
    clearInterval(this.#watchdog);
    this.#worker.terminate();
    if (this.#alive) this.#listener.onDeath(reason);
    else this.#listener.onUnloadable(reason);
  }

  #tick() {
    const now = performance.now();
    const late = now - this.#lastTick > 2 * TICK_MS;
    this.#lastTick = now;
    if (late || document.hidden) {
      this.#silentTicks = 0;
      return;
    }
    if (this.#alive) this.#silentTicks += 1;
    if (!this.#ready) this.#startTicks += 1;
    if (this.#silentTicks >= SILENT_TICKS) this.#die(`no sign of life for ${SILENT_TICKS} seconds`);
    else if (this.#startTicks >= START_TICKS) this.#die(`not ready after ${START_TICKS} seconds`);
    else this.send({ type: 'ping' });
  }
}
