/**
 * The whole talk between the page and the coordinator worker. Everything that
 * crosses is listed here and nowhere else; pixels are device pixels from the
 * canvas' top left, times are milliseconds since 1970 (`timeOrigin` added), so
 * that they mean the same in every worker.
 */
import type { Ready, Report, Trouble, ViewChange } from '../deep-canvas.js';

/** What an answered request is made of; the `id` is added when it is sent. */
export type Request = Question | { type: 'view'; link: string; merge: boolean } | Flight;

/** Answered with null on arrival, and with an error where something came between. */
export interface Flight {
  type: 'fly';
  link: string;
  /** Keys that the link leaves out stay as they are. */
  merge: boolean;
  /** Milliseconds; null: as long as the way asks for. */
  duration: number | null;
}

export type Question =
  | { type: 'ask'; what: 'settled' }
  | { type: 'ask'; what: 'ledger' }
  | { type: 'ask'; what: 'countsAt'; points: [number, number][] }
  | { type: 'ask'; what: 'toBlob'; mime: string; width: number; height: number; samples: number };

export type ToCoordinator =
  | {
      type: 'start';
      canvas: OffscreenCanvas;
      /** What holds an `Inbox`, where memory can be shared. */
      inbox: SharedArrayBuffer | undefined;
      width: number;
      height: number;
      link: string;
      /** 0: as many as the machine offers. */
      threads: number;
      visible: boolean;
      reducedMotion: boolean;
      /** A pixel, at most, of a picture that rests: 1 to 16. */
      samples: number;
      /** Doublings a second, 0.25 to 4. */
      holdSpeed: number;
      /** Whether two fingers also turn the view. */
      rotation: boolean;
      /** Whether frames and tiles are told to the browser's profilers. */
      profile: boolean;
      /** Where the counting of frames and of views goes on, after a coordinator that ended. */
      frames: number;
      generations: number;
      /** A failure to rehearse, for tests; empty for none. */
      rehearse: string;
    }
  | { type: 'size'; width: number; height: number; bitmapWidth: number; bitmapHeight: number }
  | {
      type: 'pointer';
      phase: 'down' | 'move' | 'up' | 'cancel';
      id: number;
      kind: string;
      x: number;
      y: number;
      buttons: number;
      time: number;
    }
  /** A press that lasts: the view zooms about it, in or `out`, until it ends. Its pointer was cancelled before. */
  | {
      type: 'hold';
      phase: 'down' | 'move' | 'up' | 'cancel';
      id: number;
      x: number;
      y: number;
      out: boolean;
      time: number;
    }
  | { type: 'wheel'; x: number; y: number; dy: number; mode: number; ctrl: boolean; time: number }
  | { type: 'doubleclick'; x: number; y: number; shift: boolean; time: number }
  | { type: 'key'; phase: 'down' | 'up'; key: string; time: number }
  | { type: 'visible'; visible: boolean }
  | { type: 'motion'; reduced: boolean }
  | { type: 'threads'; threads: number }
  | { type: 'samples'; samples: number }
  | { type: 'holdSpeed'; speed: number }
  | { type: 'rotation'; rotation: boolean }
  | { type: 'profile'; on: boolean }
  /** The overlay's canvas, the first time, and its box in device pixels, of which a CSS pixel has `ratio`. */
  | { type: 'hud'; on: boolean; canvas: OffscreenCanvas | undefined; width: number; height: number; ratio: number }
  | (Request & { id: number })
  /** A new canvas each time; an earlier one is forgotten. Ask for its context once: Firefox refuses a second time. */
  | { type: 'preview'; canvas: OffscreenCanvas; width: number; height: number }
  | { type: 'previewAt'; x: number; y: number }
  | { type: 'previewOff' }
  | { type: 'openJulia'; x: number; y: number }
  /** Something lies in the inbox, and no frame is going to look there. */
  | { type: 'look' }
  /** Answers its own: this thread is free, so what needs it can be made now. */
  | { type: 'hello' }
  | { type: 'ping' }
  | { type: 'destroy' };

/** What a request for a view is answered with: the view in its canonical text. */
export interface ViewAnswer extends ViewChange {
  /** The frame on screen, where it shows this view already. */
  report?: Report | null;
}

/** Frames that follow each other come as an array in one message, as each message wakes the main thread. */
export type FromCoordinator =
  /** The worker's script runs: from here on an error is its own, not a failed load. */
  | { type: 'alive' }
  | { type: 'pong' }
  /** Whether the main thread is free: the same is to be said at once. */
  | { type: 'hello' }
  | ({ type: 'ready' } & Ready)
  /** A frame was displayed; with the view that it shows, and the share of its picture that is done, where those are news. */
  | { type: 'frame'; report: Report; change?: ViewChange; progress?: number }
  | ({ type: 'view' } & ViewChange)
  | { type: 'settle'; report: Report }
  /** The share of the picture that is done, while nothing of it can be displayed. */
  | { type: 'progress'; progress: number }
  | { type: 'preview'; cre: string; cim: string }
  | ({ type: 'warning' } & Trouble)
  | ({ type: 'error' } & Trouble)
  | { type: 'answer'; id: number; value?: unknown; error?: string }
  | { type: 'destroyed' };
