/**
 * The looks of a tour's controls, caption and notice: constructed, so that a
 * widget without a tour fetches none of it.
 */

export const sheet = new CSSStyleSheet();

sheet.replaceSync(`
#bar > .tour:nth-child(3) { position: relative; margin-inline-end: 9px; }
#bar > .tour:nth-child(3)::after {
  content: '';
  position: absolute;
  inset: 7px -5px 7px auto;
  border-inline-end: 1px solid var(--line);
}
#bar > .tour[aria-disabled='true'] { cursor: default; }
#bar > .tour[aria-disabled='true']:hover { background: none; }
#bar > .tour[aria-disabled='true'] svg { opacity: 0.4; }
#tour {
  position: absolute;
  inset: auto var(--gap) calc(var(--control) + 2 * var(--gap) + 2px) var(--gap);
  display: grid;
  justify-items: start;
  gap: 8px;
  pointer-events: none;
}
#tour > * {
  box-sizing: border-box;
  max-inline-size: min(100%, 38em);
  max-block-size: 45cqh;
  overflow: auto;
  margin: 0;
  padding: 9px 13px;
  border: 1px solid var(--line);
  border-radius: 10px;
  background: var(--surface);
  box-shadow: var(--raised);
  font-size: clamp(13px, 2.2cqmin, 19px);
  overflow-wrap: anywhere;
  pointer-events: auto;
  user-select: text;
}
#tour p { margin: 0; text-wrap: pretty; white-space: pre-line; }
#tour small { font-size: 0.85em; opacity: 0.75; }
/* It stays in the tree of accessibility: what comes into it is said. */
#caption:empty { position: absolute; padding: 0; border: 0; box-shadow: none; opacity: 0; }
#trouble { display: flex; align-items: start; gap: 10px; }
#trouble button {
  flex: none;
  inline-size: 24px;
  block-size: 24px;
  padding: 0;
  border: 0;
  border-radius: 7px;
  background: none;
  color: inherit;
  cursor: pointer;
}
#trouble button:hover { background: var(--hover); }
#trouble svg {
  display: block;
  margin: auto;
  inline-size: 15px;
  block-size: 15px;
  fill: none;
  stroke: currentColor;
  stroke-width: 2;
  stroke-linecap: round;
}
/* Beside the attribution there is less room than without a tour. */
@container widget (width < 580px) {
  .tour ~ #open span { display: none; }
  .tour ~ #open span + svg { margin: 0; }
}
@container widget (width < 340px) {
  .tour ~ #start, .tour ~ #full { display: none; }
}
@container widget (width < 262px) {
  main:has(.tour) #attribution { display: none; }
}
@media (pointer: coarse) {
  @container widget (width < 404px) {
    .tour ~ #start, .tour ~ #full { display: none; }
  }
  @container widget (width < 312px) {
    main:has(.tour) #attribution { display: none; }
  }
}
@container widget (width < 420px) or (height < 220px) {
  #tour { inset-block-end: calc(var(--control) + var(--gap) + 8px); }
  #tour > * { max-block-size: 55cqh; padding: 6px 10px; font-size: 12px; }
}
@container widget (width < 240px) or (height < 150px) {
  #bar > .tour:nth-child(n) { margin: 0; min-inline-size: 24px; min-block-size: 24px; border-radius: 6px; }
  #bar > .tour:nth-child(n)::after { content: none; }
  #bar > .tour svg { inline-size: 15px; block-size: 15px; }
  #tour { inset: 5px 5px auto; }
  /* No room for a text: it is only said. */
  #caption { position: absolute; max-inline-size: 1px; max-block-size: 1px; padding: 0; opacity: 0; pointer-events: none; }
  #trouble { max-block-size: calc(100cqh - 40px); padding: 3px 3px 3px 7px; gap: 4px; border-radius: 7px; font-size: 11px; line-height: 1.25; }
  #trouble small { display: none; }
  #trouble button { inline-size: 20px; block-size: 20px; }
  #hint.shown ~ #tour { opacity: 0; }
}
`);
