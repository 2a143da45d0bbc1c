/**
 * Types of `<deep-canvas>`: what a page may rely on. Importing `deep-canvas.js`
 * defines the element; everything else happens when one is put on a page.
 */

/** A view as text: every key of a permalink. */
export interface View {
  /** `mandelbrot` or `julia`. */
  formula: string;
  /** Centre, decimal text of any length. */
  re: string;
  im: string;
  /** Magnification, decimal text: the view is `4/zoom` high. */
  zoom: string;
  /** Rotation in degrees, counter-clockwise. */
  rot: string;
  /** Iteration limit, or `auto`. */
  iter: string;
  /** The Julia constant, decimal text of any length. */
  cre: string;
  cim: string;
  /** Colouring: palette name, colour cycles, phase, mode. */
  palette: string;
  density: string;
  offset: string;
  mode: string;
}

/** What may be set: some keys, their values as text or numbers. */
export type PartialView = { [Key in keyof View]?: string | number };

/** The report of one displayed frame. */
export interface Report {
  /** Counts displayed frames, never backwards. */
  frame: number;
  /** Counts views. */
  generation: number;
  reason: string;
  /** The arithmetic, such as `f64`. */
  tier: string;
  /** The iteration limit. */
  limit: number;
  /** Iterations done. */
  work: number;
  pixels: number;
  tiles: number;
  /** Compute workers. */
  threads: number;
  backend: 'shared' | 'transfer';
  computeMs: number;
  presentMs: number;
  /** The frame's time less the oldest new input's. */
  latencyMs: number;
  /** Magnification at which the coarsest pixel shown was computed, relative to the view; 1 is exact. */
  scale: number;
  /** Share of the canvas that has been computed at all. */
  coverage: number;
  samples: number;
  /** Every pixel computed once, at its centre, to its exact value. */
  complete: boolean;
}

/** One displayed frame, as the coordinator noted it. */
export interface LedgerFrame {
  /** Its number, as in its report. */
  frame: number;
  /** The view's number, as in the report: another one also where the canvas' size is another. */
  generation: number;
  /** When it was displayed: the time of its `requestAnimationFrame`, in ms since 1970. */
  t: number;
  /** The time of the oldest input that it is the first to show, or null. */
  inputT: number | null;
  /** The view as a permalink. */
  view: string;
  scale: number;
  coverage: number;
  complete: boolean;
  /** How long the coordinator worked on it, the wait for the workers included. */
  workMs: number;
  /** Pixels computed since the start. */
  computed: number;
}

/** For measuring: what was displayed, and what it cost. */
export interface Ledger {
  /** The last 4096 displayed frames, oldest first. */
  frames: LedgerFrame[];
  /** Pages of 64 KiB that the program's memory has. */
  pages: number;
  /** Bytes in use of what its allocator gave out. */
  liveBytes: number;
}

/** A trouble that is lived through (`warning`) or that ends the element (`error`). */
export interface Trouble {
  code: string;
  message: string;
}

export interface Palette {
  name: string;
  /** CSS colours, evenly spaced along one cycle. */
  swatch: string[];
  /** Can be told apart with any of the usual kinds of colour vision. */
  safe: boolean;
}

/** What this build can draw. */
export interface Catalogue {
  formulas: string[];
  modes: string[];
  palettes: Palette[];
}

export interface Ready extends Catalogue {
  threads: number;
  backend: 'shared' | 'transfer';
  isolated: boolean;
}

export interface ViewChange {
  view: View;
  /** The view as a permalink, without `#`. */
  link: string;
  /** The gesture ended: an address bar may take the link. */
  resting: boolean;
}

export interface DeepCanvasEventMap extends Omit<HTMLElementEventMap, 'error' | 'progress'> {
  viewchange: CustomEvent<ViewChange>;
  /**
   * One for each displayed frame, in their order. While frames follow each other the page hears of several at
   * once, up to 50 ms late, as every message costs its main thread as much as all that is in it.
   */
  frame: CustomEvent<Report>;
  settle: CustomEvent<Report>;
  warning: CustomEvent<Trouble>;
  error: CustomEvent<Trouble>;
  /** A coordinator started: the first one, or the one that took a dead one's place. */
  ready: CustomEvent<Ready>;
  /** Share of the view that is exact, 0 to 1. */
  progress: CustomEvent<{ fraction: number }>;
  /** With `cooperative`: input was left to the page, and a hint may say how to move the picture. */
  yielded: CustomEvent<{ input: 'wheel' | 'touch' }>;
  /** The Julia preview shows the set of this constant. */
  preview: CustomEvent<{ cre: string; cim: string }>;
}

/** A component of the Mandelbrot set with a cusp: the whole set, or what looks like it. */
export interface Minibrot {
  /** After so many steps the orbit of its nucleus is back at 0. */
  period: number;
  /** The view that shows it as the home view shows the whole set, for `flyTo` or `view`. */
  link: string;
  /** How much smaller than the whole set it is, as decimal text. */
  magnification: string;
  /** Whether the view shows it so already. */
  isShown: boolean;
}

export interface MinibrotOptions {
  /** Ends the search, whose promise is rejected with its reason. */
  signal?: AbortSignal;
  /** Hears of steps done, some times a second. */
  onProgress?: (steps: number) => void;
}

export interface BlobOptions {
  /** MIME type, `image/png` unless told. */
  type?: string;
  /** Device pixels; the canvas' own size unless told. */
  width?: number;
  height?: number;
  /** Samples a pixel, 1 unless told. */
  samples?: number;
}

/**
 * Attributes: a permalink's keys, `threads` (compute workers), `samples` (a pixel
 * of a picture that rests: 1 to 16, 16 unless told), `hold-speed` (doublings a
 * second while the picture is held: 0.25 to 4, 1 unless told), `loading` (when the
 * program starts: `lazy`, when the element comes into view; `manual`, when the
 * attribute is taken away; at once unless told; and always with the first call of
 * `settled`, `countsAt`, `toBlob` or `ledger`, which are answered out of view, too),
 * and four without a value: `rotation` (two fingers also turn the picture), `profile` (frames and
 * tiles are seen in the browser's profilers, by User Timing), `hud` (figures over a corner of the
 * picture, such as the frame rate; the key H sets it and takes it away), and `cooperative`, for a
 * page that scrolls (the wheel is the page's unless the element has the focus or
 * Ctrl or ⌘ is held, and so is a finger that is alone; two move the picture).
 */
export class DeepCanvas extends HTMLElement {
  /** The view on screen, every key. Setting it replaces the view: keys left out take their defaults. */
  get view(): View;
  set view(view: PartialView | string);
  /** The last displayed frame's report, or null before the first. */
  get stats(): Report | null;
  /** Whether the page may share memory with its workers. */
  get isolated(): boolean;
  /** What this build can draw, or null before the first `ready` event. */
  get catalogue(): Catalogue | null;
  /** The failure that ended the element, or null. */
  get failure(): Trouble | null;
  /** Resolves when the view has taken effect; `merge` keeps the keys that are left out. */
  setView(view: PartialView | string, options?: { merge?: boolean }): Promise<void>;
  /**
   * Flies there, in `duration` milliseconds or as long as the way asks for; `view` and `viewchange` tell of
   * the way. Resolves on arrival, and is rejected where input or another view comes between. Where nothing
   * is drawn yet, the picture begins there. A flight is for those who see it: out of view it waits until the
   * element is in view again. `merge` keeps the keys that are left out, as `setView` does.
   */
  flyTo(view: PartialView | string, options?: { duration?: number; merge?: boolean }): Promise<void>;
  /** The report of the complete frame of the view that is set now. */
  settled(): Promise<Report>;
  /** Iteration counts of pixels of the settled frame, −1 for bounded. Device pixels from the top left. */
  countsAt(points: [number, number][]): Promise<number[]>;
  /**
   * The minibrot of the lowest period in view that Newton's method finds, in a worker of its own, at
   * any depth. Rejected where there is none, and where the formula is not the Mandelbrot set's.
   */
  findMinibrot(options?: MinibrotOptions): Promise<Minibrot>;
  /** A picture of the canvas, or at another size as a job of its own. */
  toBlob(options?: BlobOptions): Promise<Blob>;
  /** What was displayed when: an aid for measuring, in both backends. */
  ledger(): Promise<Ledger>;
  /** Ends the element for good; resolves when no worker of it is left. */
  destroy(): Promise<void>;
  /** The device pixel of the canvas under a point of the page's viewport. */
  pixelAt(clientX: number, clientY: number): [number, number];
  /** Draws Julia sets into a small canvas, given away by this call; null ends it. */
  preview(canvas: HTMLCanvasElement | null): void;
  /** Chooses the preview's constant: the point under a pixel of the main canvas. */
  previewAt(x: number, y: number): void;
  /** Replaces the view by the Julia set of the point under a pixel. */
  openJulia(x: number, y: number): void;
  addEventListener<Type extends keyof DeepCanvasEventMap>(
    type: Type,
    listener: (this: DeepCanvas, event: DeepCanvasEventMap[Type]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'deep-canvas': DeepCanvas;
  }
}
