/**
 * `<deep-canvas>`: a fractal that can be put into any page. The element holds
 * no pixel and runs none of the mathematics: it gives its canvas away to a
 * coordinator worker, passes input on, and tells what comes back as properties,
 * promises and events. `deep-canvas.d.ts` has the types.
 *
 * @import { BlobOptions, Catalogue, Ledger, Minibrot, MinibrotOptions, PartialView, Report, Trouble, View, ViewChange } from './deep-canvas.js'
 * @import { FromCoordinator, Question, ViewAnswer } from './element/messages.js'
 */
import { failureMessage, whatIsMissing } from './element/failure.js';
import { Session } from './element/session.js';
import { sheet } from './element/style.js';
import { DEFAULTS, KEYS, linkOf, mergeLinks, viewWith } from './element/view.js';

export class DeepCanvas extends HTMLElement {
  static observedAttributes = [...KEYS, 'threads', 'samples', 'hold-speed', 'rotation', 'profile', 'hud', 'loading'];

  #internals = this.attachInternals();
  #stage = this.attachShadow({ mode: 'open' });
  /** @type {Session | null} */ #session = null;
  /** @type {Promise<void>} the ends of all sessions so far */ #ended = Promise.resolve();
  #destroyed = false;
  /** What is on screen or set, as `view` gives it. */
  #view = { ...DEFAULTS };
  /** The same as a link. It may leave the place out where that is the home view. */
  #link = '';
  /** Views that were set and have not taken effect: until then older news of the view is stale. */
  #settings = 0;
  /** The last `viewchange`, so that none is told twice. */
  #told = '';
  /** @type {Report | null} */ #stats = null;
  /** @type {Catalogue | null} */ #catalogue = null;
  /** @type {Trouble | null} */ #failure = null;
  /** @type {IntersectionObserver | null} waits until it comes into view */ #arrival = null;

  constructor() {
    super();
    this.#stage.adoptedStyleSheets = [sheet];
    this.#internals.role = 'application';
    this.#internals.ariaLabel = 'Fractal, an interactive picture';
  }

  connectedCallback() {
    if (!this.hasAttribute('tabindex')) this.tabIndex = 0;
    if (Object.hasOwn(this, 'view')) {
      // It was set before the element was defined.
      const { view } = this;
      Reflect.deleteProperty(this, 'view');
      this.view = view;
    }
    // The script that put it here may still set the view that it is to start with.
    queueMicrotask(() => this.#await());
  }

  /** A move that keeps the element connected needs nothing: that this is here says so. */
  connectedMoveCallback() {}

  disconnectedCallback() {
    this.#session?.letGo();
    this.#arrival?.disconnect();
    // An element that is moved is taken out and put back in one go.
    queueMicrotask(() => {
      if (!this.isConnected) void this.#end('the element was removed from its page');
    });
  }

  /**
   * @param {string} name
   * @param {string | null} _old
   * @param {string | null} value
   */
  attributeChangedCallback(name, _old, value) {
    if (name === 'loading') {
      queueMicrotask(() => this.#await());
    } else if (name === 'threads') {
      this.#session?.send({ type: 'threads', threads: this.#threads() });
    } else if (name === 'samples') {
      this.#session?.send({ type: 'samples', samples: this.#samples() });
    } else if (name === 'hold-speed') {
      this.#session?.send({ type: 'holdSpeed', speed: this.#holdSpeed() });
    } else if (name === 'profile') {
      this.#session?.send({ type: 'profile', on: value !== null });
    } else if (name === 'hud') {
      import('./element/hud.js').then(
        ({ showHud }) => showHud(this, this.#stage, (...news) => this.#session?.send(...news)),
        console.error,
      );
    } else if (name === 'rotation') {
      this.#session?.send({ type: 'rotation', rotation: value !== null });
    } else {
      const key = /** @type {keyof View} */ (name);
      void this.setView({ [key]: value ?? DEFAULTS[key] }, { merge: true });
    }
  }

  get view() {
    return { ...this.#view };
  }

  set view(view) {
    void this.setView(view);
  }

  get stats() {
    return this.#stats;
  }

  get isolated() {
    return crossOriginIsolated && typeof SharedArrayBuffer === 'function';
  }

  get catalogue() {
    return this.#catalogue;
  }

  get failure() {
    return this.#failure;
  }

  /**
   * @param {PartialView | string} view
   * @param {{ merge?: boolean }} [options]
   * @returns {Promise<void>}
   */
  setView(view, { merge = false } = {}) {
    const link = linkOf(view);
    this.#view = viewWith(merge ? this.#view : DEFAULTS, link);
    this.#link = merge ? mergeLinks(this.#link, link) : link;
    if (this.#stats) this.#stats = { ...this.#stats, complete: false };
    if (!this.#session) return this.#failure ? rejected(this.#failure.message) : Promise.resolve();

    this.#settings += 1;
    const done = this.#session
      .ask({ type: 'view', link, merge })
      .finally(() => (this.#settings -= 1))
      .then((/** @type {ViewAnswer} */ answer) => {
        if (this.#settings > 0) return;
        if (answer.report) this.#stats = answer.report;
        this.#take(answer);
      });
    done.catch(() => {}); // The `error` event tells those who do not wait.
    return done;
  }

  /**
   * @param {PartialView | string} view
   * @param {{ duration?: number, merge?: boolean }} [options]
   * @returns {Promise<void>}
   */
  flyTo(view, { duration, merge = false } = {}) {
    const link = linkOf(view);
    const time = duration ?? null;
    if (time !== null && !(typeof time === 'number' && Number.isFinite(time) && time >= 0)) {
      const came = typeof time === 'string' ? `"${time}"` : String(time);
      throw new RangeError(`deep-canvas: duration: ${came}: expected milliseconds such as 3000, or none`);
    }
    this.#start();
    if (!this.#session) return this.setView(view, { merge });
    const arrived = this.#session.ask({ type: 'fly', link, merge, duration: time }).then(() => {});
    arrived.catch(() => {}); // A hand on the picture is no failure to those who do not wait.
    return arrived;
  }

  /** @returns {Promise<Ledger>} */
  ledger() {
    return this.#ask({ type: 'ask', what: 'ledger' });
  }

  /** @returns {Promise<Report>} */
  settled() {
    return this.#ask({ type: 'ask', what: 'settled' });
  }

  /**
   * @param {[number, number][]} points
   * @returns {Promise<number[]>}
   */
  countsAt(points) {
    return this.#ask({ type: 'ask', what: 'countsAt', points });
  }

  /**
   * @param {BlobOptions} [options]
   * @returns {Promise<Blob>}
   */
  toBlob({ type = 'image/png', width = 0, height = 0, samples = 1 } = {}) {
    // The coordinator reads what the types say; anything else ends here.
    return this.#ask({
      type: 'ask',
      what: 'toBlob',
      mime: String(type),
      width: Number(width),
      height: Number(height),
      samples: Number(samples),
    });
  }

  /**
   * @param {MinibrotOptions} [options]
   * @returns {Promise<Minibrot>}
   */
  findMinibrot(options) {
    this.#start();
    return this.#session?.findMinibrot(this.#link, options) ?? rejected(this.#whyNot());
  }

  async destroy() {
    this.#destroyed = true;
    await this.#end('the element was destroyed');
  }

  /**
   * @param {number} clientX
   * @param {number} clientY
   * @returns {[number, number]}
   */
  pixelAt(clientX, clientY) {
    return this.#session?.pixelAt(clientX, clientY) ?? [0, 0];
  }

  /** @param {HTMLCanvasElement | null} canvas */
  preview(canvas) {
    if (!canvas) {
      this.#session?.send({ type: 'previewOff' });
      return;
    }
    const { width, height } = canvas;
    const offscreen = canvas.transferControlToOffscreen();
    this.#session?.send({ type: 'preview', canvas: offscreen, width, height }, [offscreen]);
  }

  /** @param {number} x @param {number} y */
  previewAt(x, y) {
    this.#session?.send({ type: 'previewAt', x: Number(x), y: Number(y) });
  }

  /** @param {number} x @param {number} y */
  openJulia(x, y) {
    this.#session?.send({ type: 'openJulia', x: Number(x), y: Number(y) });
  }

  /** Starts at once, when it comes into view, or when it is asked for its picture. */
  #await() {
    const loading = this.getAttribute('loading');
    this.#arrival?.disconnect();
    if (loading === 'manual' || this.#session || !this.isConnected) return;
    if (loading !== 'lazy') {
      this.#start();
      return;
    }
    this.#arrival = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) this.#start();
      },
      { rootMargin: '50%' }, // Not heeded in frames of other origins.
    );
    this.#arrival.observe(this);
  }

  #start() {
    if (!this.isConnected || this.#session || this.#destroyed || this.#failure) return;
    this.#arrival?.disconnect();
    const missing = whatIsMissing();
    if (missing) {
      this.#fail(missing);
      return;
    }
    this.#session = new Session({
      element: this,
      stage: this.#stage,
      opening: () => ({
        link: this.#link,
        threads: this.#threads(),
        samples: this.#samples(),
        holdSpeed: this.#holdSpeed(),
        rotation: this.hasAttribute('rotation'),
        profile: this.hasAttribute('profile'),
        frames: this.#stats?.frame ?? 0,
        generations: this.#stats?.generation ?? 0,
      }),
      onMessage: (message) => this.#receive(message),
      onFailure: (trouble) => this.#fail(trouble),
    });
    this.#session.start();
  }

  /** @param {string} reason */
  #end(reason) {
    const session = this.#session;
    this.#session = null;
    if (session) this.#ended = Promise.all([this.#ended, session.end(reason)]).then(() => {});
    return this.#ended;
  }

  /** @param {Question} question */
  #ask(question) {
    this.#start();
    return this.#session?.ask(question) ?? rejected(this.#whyNot());
  }

  /** Why nothing can be asked. */
  #whyNot() {
    return this.#failure?.message ?? (this.#destroyed ? 'the element was destroyed' : 'the element is not on a page');
  }

  /** @param {FromCoordinator} message */
  #receive(message) {
    switch (message.type) {
      case 'ready': {
        const { type, ...ready } = message;
        this.#catalogue = ready;
        this.#emit('ready', ready);
        if (!ready.isolated) this.#emit('warning', notIsolated);
        break;
      }
      case 'frame':
        if (message.change && this.#settings === 0) this.#take(message.change);
        this.#stats = this.#settings > 0 ? { ...message.report, complete: false } : message.report;
        this.#emit('frame', this.#stats);
        if (message.progress !== undefined) this.#emit('progress', { fraction: message.progress });
        break;
      case 'view':
        if (this.#settings === 0) this.#take(message);
        break;
      case 'settle':
        this.#emit('settle', message.report);
        break;
      case 'warning':
        this.#emit('warning', { code: message.code, message: message.message });
        break;
      case 'progress':
        this.#emit('progress', { fraction: message.progress });
        break;
      case 'preview':
        this.#emit('preview', { cre: message.cre, cim: message.cim });
        break;
    }
  }

  /** @param {ViewChange} change */
  #take({ view, link, resting }) {
    const news = `${resting} ${link}`;
    // What was set may have been put right, or a home view fitted to another size:
    // then `view` reads anew where nothing moved.
    const isNews = news !== this.#told || KEYS.some((key) => this.#view[key] !== view[key]);
    this.#view = { ...view };
    this.#link = link;
    if (!isNews) return;
    this.#told = news;
    this.#emit('viewchange', { view: this.view, link, resting });
  }

  /** @param {Trouble} trouble */
  #fail(trouble) {
    void this.#end(trouble.message);
    this.#failure = trouble;
    this.#internals.role = 'group';
    this.#stage.replaceChildren(failureMessage(trouble));
    this.#emit('error', trouble);
  }

  /** @returns {number} 0: as many as the machine offers */
  #threads() {
    const text = this.getAttribute('threads');
    if (text === null || /^\d{1,4}$/.test(text)) return Number(text ?? 0);
    const message = `threads: "${text}": expected a whole number such as 4, or 0 for as many as the machine offers`;
    this.#warnSoon({ code: 'threads', message });
    return 0;
  }

  /** @returns {number} a pixel, of a picture that rests */
  #samples() {
    const text = this.getAttribute('samples') ?? '16';
    if (/^([1-9]|1[0-6])$/.test(text)) return Number(text);
    this.#warnSoon({ code: 'samples', message: `samples: "${text}": expected a whole number from 1 to 16` });
    return 16;
  }

  /** @returns {number} doublings a second */
  #holdSpeed() {
    const text = this.getAttribute('hold-speed') ?? '1';
    const speed = text.trim() === '' ? NaN : Number(text);
    if (speed >= 0.25 && speed <= 4) return speed;
    const message = `hold-speed: "${text}": expected doublings a second from 0.25 to 4, such as 1`;
    this.#warnSoon({ code: 'hold-speed', message });
    return 1;
  }

  /** @param {Trouble} trouble in an attribute: whoever set it may listen only after that */
  #warnSoon(trouble) {
    queueMicrotask(() => this.#emit('warning', trouble));
  }

  /**
   * @param {string} type
   * @param {unknown} detail
   */
  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

const notIsolated = {
  code: 'not-isolated',
  message:
    'Slower than it could be: this page is not cross-origin isolated, so its threads share no memory (headers Cross-Origin-Opener-Policy and Cross-Origin-Embedder-Policy).',
};

/** @param {string} message @returns {Promise<never>} */
function rejected(message) {
  const promise = Promise.reject(new Error(`deep-canvas: ${message}`));
  promise.catch(() => {});
  return promise;
}

customElements.define('deep-canvas', DeepCanvas);
