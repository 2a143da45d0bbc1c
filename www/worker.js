/**
 * The one script of every worker. `?role=coordinator` loads the program, its wasm
 * from the address in `wasm`, or in `baseline` where the engine does not fuse, makes the memory that its workers share, and hands
 * all messages over to it;
 * `?role=compute-3` is given both and computes until it is retired; `?role=search` loads
 * the program too, and looks for a minibrot in memory of its own. What is
 * said in those messages is the program's business: this file only starts it,
 * and says what was wrong when that fails.
 */

/**
 * @typedef {object} Program what wasm-bindgen made of the exports
 * @property {(options: { module: WebAssembly.Module, memory: WebAssembly.Memory }) => any} initSync gives the wasm's own exports
 * @property {(module: WebAssembly.Module, memory: WebAssembly.Memory, startWorker: (role: string, name: string) => Worker) => unknown} start_coordinator
 * @property {(message: unknown) => void} coordinator_message
 * @property {(seat: number) => void} run_compute returns when the worker is retired
 * @property {(seat: number) => void} start_transfer_compute
 * @property {(link: string, width: number, height: number, tell: (steps: number) => void) => unknown} find_minibrot throws where there is none
 * @property {(message: unknown) => void} transfer_message
 *
 * @typedef {object} Scope a dedicated worker's global scope, as far as it is used here
 * @property {(message: unknown) => void} postMessage
 * @property {() => void} close
 * @property {((event: MessageEvent) => void) | null} onmessage
 */
const scope = /** @type {Scope} */ (/** @type {unknown} */ (self));
const { searchParams } = new URL(import.meta.url);
const role = searchParams.get('role') ?? '';

/** The most that is asked for, in pages of 64 KiB: 1 GiB shared, 512 MiB for one worker alone. */
const SHARED_PAGES = 16384;
const PRIVATE_PAGES = 8192;

/**
 * The smallest module with a vector instruction: it returns the popcnt of an i8x16.splat.
 */
const SIMD = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
]);

/**
 * A module whose start traps unless f64x2.relaxed_madd adds a product before it is rounded: the square of 1 + 2 ** -27
 * is one bit longer than a number can be.
 */
const FUSES = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 8, 1, 0, 10, 47, 1, 45, 0, 68, 0, 0, 0, 2, 0, 0, 240,
  63, 253, 20, 68, 0, 0, 0, 2, 0, 0, 240, 63, 253, 20, 68, 0, 0, 0, 4, 0, 0, 240, 191, 253, 20, 253, 135, 2, 253, 83,
  69, 4, 64, 0, 11, 11,
]);

/** A failure whose message was made for people. */
class Failure extends Error {
  /** @param {string} code @param {string} message */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

// A promise that fails unseen would leave a half-dead worker: let it die aloud.
addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  reportError(event.reason);
});

if (role === 'coordinator') coordinate();
else if (role === 'search') search();
else compute();

function coordinate() {
  /** @type {unknown[]} */
  const early = [];
  /** @type {(message: any) => void} */
  let take = (message) => {
    early.push(message);
    if (message.type === 'destroy') {
      scope.postMessage({ type: 'destroyed' });
      scope.close();
    }
  };
  scope.onmessage = ({ data }) => {
    if (data.type === 'ping') scope.postMessage({ type: 'pong' });
    else take(data);
  };
  scope.postMessage({ type: 'alive' });

  const start = async () => {
    checkFeatures();
    const [[program, module, { initialPages }], { workersOf }] = await Promise.all([loadAll(), load('element/workers.js')]);
    const { memory, pages } = makeMemory(initialPages, SHARED_PAGES);
    if (pages < SHARED_PAGES) {
      const message = `The browser gives ${pages / 16} MiB of memory instead of ${SHARED_PAGES / 16}: very large pictures may not fit.`;
      scope.postMessage({ type: 'warning', code: 'memory', message });
    }
    program.initSync({ module, memory });
    // It listens from here on, so that it can be ended while it starts.
    program.start_coordinator(module, memory, workersOf(new URL(import.meta.url)));
    take = program.coordinator_message;
    for (const message of early) take(message);
  };
  start().catch((error) => {
    const code = error instanceof Failure ? error.code : 'start';
    scope.postMessage({ type: 'error', code, message: textOf(error) });
  });
}

function compute() {
  scope.onmessage = async ({ data: { module, memory, seat, private: alone } }) => {
    try {
      const program = await load('pkg/deepcanvas.js');
      if (!alone) {
        const exports = program.initSync({ module, memory });
        program.run_compute(seat);
        // Its stack and thread-locals lie in the memory that others go on using.
        exports.__wbindgen_thread_destroy();
        scope.close();
        return;
      }
      const { initialPages } = await load('pkg/memory.js');
      program.initSync({ module, memory: makeMemory(initialPages, PRIVATE_PAGES).memory });
      // Nothing else is sent to it before its `ready`.
      scope.onmessage = (event) => program.transfer_message(event.data);
      program.start_transfer_compute(seat);
    } catch (error) {
      scope.postMessage({ type: 'failed', message: textOf(error) });
      scope.close();
    }
  };
}

function search() {
  scope.onmessage = async ({ data: { link, width, height } }) => {
    try {
      const [program, module, { initialPages }] = await loadAll();
      program.initSync({ module, memory: makeMemory(initialPages, PRIVATE_PAGES).memory });
      /** @param {number} steps */
      const tell = (steps) => scope.postMessage({ type: 'searching', steps });
      scope.postMessage({ type: 'found', minibrot: program.find_minibrot(link, width, height, tell) });
    } catch (error) {
      scope.postMessage({ type: 'failed', message: textOf(error) });
    }
  };
}

function checkFeatures() {
  if (typeof WebAssembly !== 'object') {
    throw new Failure('no-wasm', 'This browser does not run WebAssembly, or it was switched off. The picture is computed by it.');
  }
  if (!WebAssembly.validate(SIMD)) {
    throw new Failure('no-simd', 'This browser’s WebAssembly has no SIMD (vector instructions). Chromium since 91, Firefox since 89 and Safari since 16.4 have it.');
  }
}

/** The parameter with the address of the wasm for this engine, and processor. */
function build() {
  try {
    new WebAssembly.Instance(new WebAssembly.Module(FUSES));
    return 'wasm';
  } catch {
    // It does not fuse, or knows no such instruction, or a policy forbids all, which will be told of the program.
    return 'baseline';
  }
}

/** The program, its machine code and the size of its memory. */
function loadAll() {
  return Promise.all([load('pkg/deepcanvas.js'), compile(), load('pkg/memory.js')]);
}

/**
 * @param {string} path
 * @returns {Promise<any>}
 */
async function load(path) {
  try {
    return await import(new URL(path, import.meta.url).href);
  } catch (error) {
    throw new Failure('wasm-load', `${path} could not be loaded: ${textOf(error)}`);
  }
}

/** @returns {Promise<WebAssembly.Module>} */
async function compile() {
  const path = searchParams.get(build()) ?? '';
  let response;
  try {
    response = await fetch(path);
  } catch (error) {
    throw new Failure('wasm-load', `${path} could not be loaded: ${textOf(error)}`);
  }
  if (!response.ok) {
    throw new Failure('wasm-load', `${path} could not be loaded: the server answered ${response.status}.`);
  }
  const type = response.headers.get('content-type') ?? 'no type';
  if (!/^application\/wasm\b/.test(type)) {
    throw new Failure('wasm-load', `${path} came as ${type}: the server has to send application/wasm.`);
  }
  try {
    return await WebAssembly.compileStreaming(response);
  } catch (error) {
    throw new Failure(
      'wasm-compile',
      `${path} could not be compiled (${textOf(error)}). A content security policy has to allow 'wasm-unsafe-eval' in script-src.`,
    );
  }
}

/**
 * A memory with the largest maximum that the device grants: some phones refuse large ones.
 * @param {number} initial pages
 * @param {number} most pages
 */
function makeMemory(initial, most) {
  for (let pages = most; ; pages = Math.max(initial, pages >> 1)) {
    try {
      return { memory: new WebAssembly.Memory({ initial, maximum: pages, shared: true }), pages };
    } catch (error) {
      if (pages <= initial) {
        throw new Failure('memory', `The browser refuses even ${initial / 16} MiB of memory: ${textOf(error)}`);
      }
    }
  }
}

/** @param {unknown} error */
function textOf(error) {
  return error instanceof Error ? error.message : String(error);
}
