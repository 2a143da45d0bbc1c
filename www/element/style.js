/**
 * The element's own looks: a canvas that fills it, a ring when the keyboard has
 * brought the focus, and a message where the picture had to end. Constructed
 * and not inline, so that the strictest content security policy lets it be.
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
:host(:active) { cursor: grabbing; }
:host(:focus-visible)::after {
  content: '';
  position: absolute;
  inset: 0;
  pointer-events: none;
  border: 3px solid #7db4ff;
  box-shadow: inset 0 0 0 2px #0a0c12;
}
canvas {
  position: absolute;
  inset: 0;
  inline-size: 100%;
  block-size: 100%;
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
  color: #eceef4;
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
.failure p { margin: 0; max-inline-size: 36em; color: #c3c8d6; }
`);
