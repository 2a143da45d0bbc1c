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
  /** A tour begins, departs, arrives, pauses or goes on; null: it was stopped. */
  tour: CustomEvent<TourState | null>;
}

/** Views that the widget shows one after the other. The file that `tour=` names holds one as JSON. */
export interface Tour {
  /** 1 to 1000, with views of a million characters in all. */
  stops: Stop[];
  /** Stands above every caption; at most 200 characters. */
  title?: string;
  /** The language of title and captions, as a language tag such as `de`. */
  lang?: string;
  /** After the last stop goes on to the first; false unless told. */
  loop?: boolean;
  /** For `play` alone: the stop to begin at, the first is 0. */
  stop?: number;
}

export interface Stop {
  /** All of it: keys left out take their defaults. */
  view: PartialView | string;
  /** Milliseconds of the flight there, 0 (a cut) to 600,000; as long as the way asks for unless told. */
  duration?: number;
  /**
   * Milliseconds that it is shown, 500 to 3,600,000, from when its picture is complete, or ten seconds after
   * the arrival where that takes longer. Unless told 4000, and 60 more for each character of the caption.
   */
  hold?: number;
  /** Plain text, its line breaks kept, shown from the arrival on; at most 2000 characters. */
  caption?: string;
}

export interface TourState {
  playing: boolean;
  /** The stop that is shown or flown to, the first is 0. */
  stop: number;
  /** How many there are. */
  stops: number;
  /** Whether it has been reached. */
  arrived: boolean;
  title: string;
  /** Of that stop. */
  caption: string;
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
  /**
   * Flies there, in `duration` milliseconds or as long as the way asks for. Rejected where something comes between.
   * A flight is for those who see it: out of view it waits until the widget is in view again.
   */
  flyTo(view: PartialView | string, options?: { duration?: number; merge?: boolean }): Promise<void>;
  /** The report of the complete frame of the view that is set now. */
  settled(): Promise<Report>;
  /** Iteration counts of pixels of the settled frame, −1 for bounded. Device pixels from the top left. */
  countsAt(points: [number, number][]): Promise<number[]>;
  /**
   * Plays a tour in place of the one that is there; without `stops`, that one from the stop where it is, to which
   * it returns, or from `stop`. Resolves when it is on its way. Whatever else moves the view pauses it.
   */
  play(tour?: Partial<Tour>): Promise<TourState>;
  /** Pauses where it is, also within a flight. Rejected, as the next two are, where there is no tour. */
  pause(): Promise<TourState>;
  /** To the next stop, where there is one, and on from there if it was playing. Resolves when it is on its way. */
  next(): Promise<TourState>;
  previous(): Promise<TourState>;
  /** Takes the tour away, with its controls; the view stays. */
  stop(): Promise<null>;
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
