/**
 * Notices a coordinator that is alive no more and cannot say so: one that hangs.
 * It watches only while something is owed: from a message to the coordinator, or
 * news of it, until its picture is settled (or nobody can see it), no request
 * waits, and a last ping was answered. Then nothing runs and nothing is sent; a
 * coordinator that hangs at rest is noticed at the next input.
 *
 * @import { FromCoordinator, ToCoordinator } from './messages.js'
 *
 * @typedef {object} Watched
 * @property {() => void} ping asks for a sign of life
 * @property {() => boolean} isAwaited whether a request waits for its answer
 * @property {(reason: string) => void} onSilence it is as good as dead
 */

/** A tick that comes late means that this thread slept, and counts nothing. */
const TICK_MS = 1000;
/** Silent ticks before it counts as dead: far past a frame's budget, also on a machine that is busy with other things. */
const SILENT_TICKS = 8;
/** Ticks that it has until `ready`: the download of the program on a slow line is in them. */
const START_TICKS = 60;

export class Watchdog {
  /** @type {Watched} */ #watched;
  #timer = 0;
  #lastTick = 0;
  #silentTicks = 0;
  #startTicks = 0;
  /** Whether its script runs, and whether it can draw. */
  #alive = false;
  #ready = false;
  /** What it draws is complete. */
  #settled = false;
  #visible = true;
  #hasPixels = true;
  /** Since the last tick something was sent, or told other than that it lives. */
  #busy = true;

  /** @param {Watched} watched */
  constructor(watched) {
    this.#watched = watched;
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = 0;
  }

  /** @param {ToCoordinator} message that is sent to it, pings apart */
  sent(message) {
    if ('visible' in message) this.#visible = message.visible;
    if (message.type === 'start' || message.type === 'size') this.#hasPixels = message.width * message.height > 0;
    this.#watch();
  }

  /** @param {FromCoordinator} message that came from it */
  heard(message) {
    this.#silentTicks = 0;
    switch (message.type) {
      case 'pong':
        return;
      case 'alive':
        this.#alive = true;
        break;
      case 'ready':
        this.#ready = true;
        break;
      case 'frame':
        this.#settled = message.report.complete;
        break;
      case 'settle':
        this.#settled = true;
        break;
      case 'answer':
        // A view that is set, and not on screen yet.
        if (message.value && typeof message.value === 'object' && 'report' in message.value) {
          this.#settled = message.value.report !== null;
        }
        break;
    }
    this.#watch();
  }

  #watch() {
    this.#busy = true;
    if (this.#timer) return;
    this.#silentTicks = 0;
    this.#lastTick = performance.now();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  #owesNothing() {
    return !this.#visible || !this.#hasPixels || (this.#settled && !this.#watched.isAwaited());
  }

  #tick() {
    const now = performance.now();
    const late = now - this.#lastTick > 2 * TICK_MS;
    this.#lastTick = now;
    if (!this.#busy && this.#silentTicks === 0 && !late && this.#owesNothing()) {
      this.stop();
      return;
    }
    this.#busy = false;
    if (late || document.hidden) {
      this.#silentTicks = 0;
    } else {
      if (this.#alive) this.#silentTicks += 1;
      if (!this.#ready) this.#startTicks += 1;
    }
    if (this.#silentTicks >= SILENT_TICKS) this.#watched.onSilence(`no sign of life for ${SILENT_TICKS} seconds`);
    else if (this.#startTicks >= START_TICKS) this.#watched.onSilence(`not ready after ${START_TICKS} seconds`);
    else this.#watched.ping();
  }
}
