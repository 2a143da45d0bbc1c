/**
 * The element's own looks: a canvas that fills it, a ring when the keyboard has
 * brought the focus, and a message where the picture had to end, in the page's
 * light or dark and, where a browser is too old to know, in dark. Constructed
 * and not inline, so that the strictest content security policy lets it be.
 * Comments in it would be sent to every visitor, so they stand here:
 *
 * `:host([cooperative])`: one finger scrolls the page. That two do not,
 * `manners.js` sees to.
 *
 * `:host(:focus-visible)::before`: the ring lies under the picture, which leaves
 * it room: one above it would be a layer of the picture's size, which browsers
 * without a GPU blend with every frame (a third of Chromium's display
 * compositor's time while the size changes).
 *
 * `.frame`: without its writing mode a page in a vertical script has observers
 * tell its height as its width.
 */

export const sheet = new CSSStyleSheet();

sheet.replaceSync(`
:host {
  display: block;
  position: relative;
  overflow: hidden;
  aspect-ratio: 16 / 9;
  contain: layout paint style;
  background: #0a0c12;
  touch-action: none;
  user-select: none;
  -webkit-user-select: none;
  -webkit-tap-highlight-color: transparent;
  outline: none;
  cursor: crosshair;
}
:host([hidden]) { display: none; }
:host([cooperative]) { touch-action: pan-x pan-y; }
:host(:active) { cursor: grabbing; }
:host(:focus-visible)::before {
  content: '';
  position: absolute;
  inset: 0;
  border: 3px solid #7db4ff;
  box-shadow: inset 0 0 0 2px #0a0c12;
}
:host(:focus-visible) > * { clip-path: inset(5px); }
.frame {
  position: absolute;
  inset: 0;
  overflow: hidden;
  writing-mode: horizontal-tb;
}
canvas {
  position: absolute;
  inset: 0 auto auto 0;
  width: 100%;
  height: 100%;
}
.failure {
  position: absolute;
  inset: 0;
  box-sizing: border-box;
  overflow: auto;
  display: grid;
  place-content: center;
  justify-items: center;
  gap: 0.6em;
  padding: clamp(12px, 6%, 48px);
  background: #0a0c12;
  background: light-dark(#f4f6fa, #0a0c12);
  color: #eceef4;
  color: light-dark(#171a22, #eceef4);
  font: 16px/1.5 system-ui, sans-serif;
  text-align: center;
  text-wrap: balance;
  overflow-wrap: anywhere;
  cursor: auto;
  touch-action: auto;
  user-select: text;
  -webkit-user-select: text;
}
.failure strong { font-size: 1.15em; font-weight: 600; }
.failure p { margin: 0; max-inline-size: 36em; opacity: 0.85; }
.failure button {
  margin-block-start: 0.4em;
  padding: 0.5em 1.4em;
  border: 1px solid currentColor;
  border-radius: 9px;
  background: none;
  color: inherit;
  font: inherit;
  cursor: pointer;
}
.failure button:hover { background: rgb(128 128 128 / 0.2); }
.failure button:focus-visible { outline: 3px solid #4f8dff; outline-offset: 2px; }
`);
