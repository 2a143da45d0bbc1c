/**
 * The script of all workers of the laboratory. The role in its address says what
 * it is: `?role=own-1` runs `lab/workers/own.js`. The first message is what it
 * starts from; each message after it is a question, and has one answer.
 *
 * @typedef {object} Scope a dedicated worker's global scope, as far as it is used here
 * @property {(message: unknown, transfer?: Transferable[]) => void} postMessage
 * @property {((event: MessageEvent) => void) | null} onmessage
 *
 * @typedef {(question: any, reply: Reply) => unknown} Serve what answers questions; what it throws is told
 * @typedef {(answer?: object, transfer?: Transferable[]) => void} Reply
 */
const scope = /** @type {Scope} */ (/** @type {unknown} */ (self));

/** @type {Record<string, () => Promise<{ start: (kit: any, reply: Reply) => unknown }>>} */
const ROLES = {
  own: () => import('./lab/workers/own.js'),
  shared: () => import('./lab/workers/shared.js'),
  rayon: () => import('./lab/workers/rayon.js'),
  thread: () => import('./lab/workers/thread.js'),
  coordinator: () => import('./lab/workers/coordinator.js'),
  compute: () => import('./lab/workers/compute.js'),
};

const role = new URL(import.meta.url).searchParams.get('role') ?? '';

function load() {
  const load = ROLES[role.replace(/-\d+$/, '')];
  if (!load) throw new Error(`role is "${role}": expected one of ${Object.keys(ROLES).join(', ')}`);
  return load();
}

/** @type {Reply} */
const reply = (answer, transfer = []) => scope.postMessage({ type: 'done', ...answer }, transfer);

/** @param {unknown} error */
const fail = (error) => {
  scope.postMessage({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
};

/** @param {MessageEvent} event */
scope.onmessage = async ({ data: kit }) => {
  try {
    const { start } = await load();
    // Gives what answers questions, or nothing where it never returns to its event loop.
    const serve = /** @type {Serve | undefined} */ (await start(kit, reply));
    scope.onmessage = async ({ data }) => {
      try {
        await serve?.(data, reply);
      } catch (error) {
        fail(error);
      }
    };
    reply();
  } catch (error) {
    fail(error);
  }
};
