/**
 * Types of the client for a widget in a frame. It has the element's face, with
 * one difference: another page cannot be read at once, so `view` and `stats`
 * give promises.
 */
import type { PartialView, Report, Trouble, View, ViewChange } from './deep-canvas.js';

export interface WidgetEventMap {
  viewchange: CustomEvent<ViewChange>;
  frame: CustomEvent<Report>;
  settle: CustomEvent<Report>;
  warning: CustomEvent<Trouble>;
  error: CustomEvent<Trouble>;
}

export interface PictureOptions {
  /** Device pixels; the canvas' own size unless told. */
  width?: number;
  height?: number;
  /** Samples a pixel, 1 unless told. */
  samples?: number;
}

/**
 * Connects to the widget of a frame, which may still be loading, also lazily:
 * the widget is greeted once its page is there. Rejected where it gives no answer
 * in ten seconds after that, as one does whose `origins` leave this page out. A
 * frame that is loaded anew wants to be connected anew: its farewell, which ends
 * the talk, not every browser delivers.
 */
export function connect(frame: HTMLIFrameElement): Promise<Widget>;

/**
 * A widget, over a channel of its own. What it refuses rejects with an `Error`
 * that carries the `code` of JSON-RPC.
 */
export class Widget extends EventTarget {
  /** The view on screen, every key. Setting it replaces the view: keys left out take their defaults. */
  get view(): Promise<View>;
  set view(view: PartialView | string);
  /** The last displayed frame's report, or null before the first. */
  get stats(): Promise<Report | null>;
  /** Resolves when the view has taken effect; `merge` keeps the keys that are left out. */
  setView(view: PartialView | string, options?: { merge?: boolean }): Promise<void>;
  /** Flies there, in `duration` milliseconds or as long as the way asks for. Rejected where something comes between. */
  flyTo(view: PartialView | string, options?: { duration?: number }): Promise<void>;
  /** The report of the complete frame of the view that is set now. */
  settled(): Promise<Report>;
  /** Iteration counts of pixels of the settled frame, −1 for bounded. Device pixels from the top left. */
  countsAt(points: [number, number][]): Promise<number[]>;
  /** A picture of the canvas as PNG, or at another size as a job of its own. */
  toBlob(options?: PictureOptions): Promise<Blob>;
  /** Ends the talk: what waits for an answer is rejected, and no event comes any more. */
  close(): void;
  /** The first listener of an event subscribes to it, until the talk ends. */
  addEventListener<Type extends keyof WidgetEventMap>(
    type: Type,
    listener: (this: Widget, event: WidgetEventMap[Type]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
}
