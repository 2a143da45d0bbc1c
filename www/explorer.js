/**
 * The explorer's page: a `<deep-canvas>` that fills the window, and the things
 * around it, each in a file of its own. They talk to the element through its
 * public face alone, and keep nothing that is not in the address.
 */
import { DeepCanvas } from './deep-canvas.js';
import { KEYS } from './element/view.js';
import { button, makeActions, wireButtons } from './explorer/actions.js';
import { find } from './explorer/dom.js';
import { leadToEmbed } from './explorer/embed.js';
import { freezeIfAsked } from './explorer/freeze.js';
import { keepHistory } from './explorer/history.js';
import { watchLimit } from './explorer/limit.js';
import { warn } from './explorer/notes.js';
import { Panel } from './explorer/panel.js';
import { acceptPastedLinks } from './explorer/paste.js';
import { JuliaPreview } from './explorer/preview.js';
import { listenForShortcuts } from './explorer/shortcuts.js';
import { tellState } from './explorer/state.js';
import { isOn } from './options.js';

const query = new URLSearchParams(location.search);
const theme = query.get('theme');
if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;

const canvas = find('#canvas', DeepCanvas);
const { undo, redo } = keepHistory(canvas, (can) => {
  button('undo').ariaDisabled = String(!can.undo);
  button('redo').ariaDisabled = String(!can.redo);
});
for (const option of ['profile', 'hud']) canvas.toggleAttribute(option, isOn(query, option));
const panel = new Panel(canvas);
const preview = new JuliaPreview(canvas);
const actions = makeActions(canvas, { undo, redo, julia: () => preview.toggle(), panel: () => panel.toggle() });
wireButtons(canvas, actions);
listenForShortcuts(canvas, actions);
acceptPastedLinks(canvas);
tellState(canvas);
watchLimit(canvas);
freezeIfAsked(canvas);
leadToEmbed(canvas);

// Keys act on the picture from the start. The ring is for those who look for the focus.
/** @type {FocusOptions & { focusVisible: boolean }} */
const unseen = { preventScroll: true, focusVisible: false };
if (document.activeElement === document.body) canvas.focus(unseen);

const staying = crossOriginIsolated ? null : import('./isolate.js').then(({ isolate }) => isolate()).catch(() => {});
canvas.addEventListener('warning', async ({ detail }) => {
  if (panel.takes(detail)) return;
  // It may be remedied at once.
  if (detail.code === 'not-isolated') await staying;
  warn(detail.message);
});
const misplaced = KEYS.filter((key) => query.has(key));
if (misplaced.length > 0) warn(`After “?” in the address ${misplaced.join(', ')} ${misplaced.length > 1 ? 'have' : 'has'} no effect: the keys of a view go after “#”.`);
// The message itself stands where the picture would be.
canvas.addEventListener('error', () => document.documentElement.classList.add('failed'));
