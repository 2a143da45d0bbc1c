/**
 * Input that is left in shared memory, where the coordinator's next frame finds
 * it: what comes often, moves and wheels, costs this thread a tenth of a message
 * so. The other side, and why nothing gets lost, is in `src/web/inbox.rs`.
 *
 * @import { ToCoordinator } from './messages.js'
 */

const WRITTEN = 0;
const TAKEN = 1;
const LOOKED = 2;
const HEADER = 16;
const ROOM = 256;
const FIELDS = 8;

const POINTERS = ['mouse', 'pen'];

export class Inbox {
  buffer = new SharedArrayBuffer(HEADER + ROOM * FIELDS * 8);
  #words = new Int32Array(this.buffer, 0, HEADER / 4);
  #records = new Float64Array(this.buffer, HEADER);

  /** Whether the coordinator will look by itself. Ask after putting. */
  get isLookedInto() {
    return Atomics.load(this.#words, LOOKED) === 1;
  }

  /**
   * @param {ToCoordinator} message
   * @param {number} posted how many messages it comes after
   * @returns {boolean} whether it lies there now; otherwise it is to be posted
   */
  put(message, posted) {
    const record = recordOf(message);
    const written = Atomics.load(this.#words, WRITTEN);
    if (!record || ((written - Atomics.load(this.#words, TAKEN)) | 0) >= ROOM) return false;
    this.#records.set([posted, ...record], (written & (ROOM - 1)) * FIELDS);
    Atomics.store(this.#words, WRITTEN, (written + 1) | 0);
    return true;
  }
}

/**
 * @param {ToCoordinator} message
 * @returns {number[] | undefined} nothing of one that does not come often
 */
function recordOf(message) {
  if (message.type === 'wheel') {
    const { x, y, time, dy, mode, ctrl } = message;
    return [0, x, y, time, dy, mode, Number(ctrl)];
  }
  if (message.type === 'hold' && message.phase === 'move') {
    const { x, y, time, id, out } = message;
    return [1, x, y, time, id, Number(out), 0];
  }
  if (message.type === 'pointer' && message.phase === 'move') {
    const { x, y, time, id, kind, buttons } = message;
    return [2, x, y, time, id, POINTERS.indexOf(kind), buttons];
  }
}
