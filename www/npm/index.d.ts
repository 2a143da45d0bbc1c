export * from './deep-canvas.js';
/** Defines `<deep-canvas>`, if it is not yet. On a server it does nothing. */
export function define(): void;
