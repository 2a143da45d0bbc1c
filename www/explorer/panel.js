/**
 * The settings: controls that show the view and set it, key by key. A field
 * that is being edited keeps what is typed until it is entered; Escape gives
 * up. What makes no sense the coordinator says in a warning, and the field goes
 * back to what is on screen.
 *
 * @import { DeepCanvas, PartialView } from '../deep-canvas.js'
 */
import { choose, fillPalettes, fillSegments } from './choices.js';
import { find } from './dom.js';

/** Opened at once where it leaves most of the picture free. */
const roomy = matchMedia('(min-width: 800px) and (min-height: 640px)');

const FIELDS = /** @type {const} */ (['re', 'im', 'zoom', 'cre', 'cim']);

/**
 * @param {DeepCanvas} canvas
 * @returns {{ toggle: () => void }}
 */
export function makePanel(canvas) {
  const form = find('#settings', HTMLFormElement);
  const toggle = find('#toggle', HTMLButtonElement);
  const formulas = find('[data-choice=formula]', HTMLFieldSetElement, form);
  const modes = find('[data-choice=mode]', HTMLFieldSetElement, form);
  const palettes = find('#palettes', HTMLFieldSetElement, form);
  /** @param {string} id */
  const input = (id) => find(`#${id}`, HTMLInputElement, form);
  const fields = FIELDS.map((key) => ({ key, field: input(key) }));
  const [density, offset, iter, auto, threads, all] = ['density', 'offset', 'iter', 'auto', 'threads', 'all'].map(input);
  if (!density || !offset || !iter || !auto || !threads || !all) return { toggle() {} };

  /** @param {PartialView} part */
  const set = (part) => canvas.setView(part, { merge: true }).then(show, () => {});

  const show = () => {
    const { view } = canvas;
    for (const { key, field } of fields) showIn(field, view[key]);
    choose(formulas, view.formula);
    choose(modes, view.mode);
    choose(palettes, view.palette);
    for (const part of form.querySelectorAll('[data-julia]')) {
      if (part instanceof HTMLElement) part.hidden = view.formula !== 'julia';
    }
    showIn(density, String(Math.log2(Number(view.density))));
    showIn(offset, view.offset);
    showOutput(density, Number(view.density));
    showOutput(offset, Number(view.offset));
    auto.checked = view.iter === 'auto';
    iter.disabled = auto.checked;
    showLimit();
  };
  const showLimit = () => showIn(iter, auto.checked ? String(canvas.stats?.limit ?? '') : canvas.view.iter);
  const showThreads = () => {
    const own = Number(canvas.getAttribute('threads') ?? 0);
    all.checked = own === 0;
    threads.disabled = all.checked;
    showIn(threads, String(own || (canvas.stats?.threads ?? '')));
  };

  canvas.addEventListener('viewchange', show);
  canvas.addEventListener('frame', () => {
    if (auto.checked) showLimit();
    if (all.checked) showThreads();
  });
  canvas.addEventListener('ready', ({ detail }) => {
    fillSegments(formulas, 'formula', detail.formulas);
    fillSegments(modes, 'mode', detail.modes);
    fillPalettes(palettes, detail.palettes);
    find('#unisolated', HTMLElement).hidden = detail.isolated;
    show();
    showThreads();
    if (!toggle.dataset.opened) open(roomy.matches);
  });

  for (const { key, field } of fields) field.addEventListener('change', () => set({ [key]: field.value.trim() }));
  for (const fieldset of [formulas, modes, palettes]) {
    fieldset.addEventListener('change', ({ target }) => {
      if (!(target instanceof HTMLInputElement)) return;
      // Another formula starts at its own home.
      if (target.name === 'formula') {
        const { re, im, zoom, rot, ...rest } = canvas.view;
        canvas.view = { ...rest, formula: target.value };
      } else {
        void set({ [target.name]: target.value });
      }
    });
  }
  density.addEventListener('input', () => set({ density: Number((2 ** Number(density.value)).toPrecision(4)) }));
  offset.addEventListener('input', () => set({ offset: offset.value }));
  iter.addEventListener('change', () => set({ iter: iter.value || 'auto' }));
  auto.addEventListener('change', () => set({ iter: auto.checked ? 'auto' : (canvas.stats?.limit ?? 1000) }));
  /** @param {number} number */
  const setThreads = (number) => {
    if (number > 0) canvas.setAttribute('threads', String(number));
    else canvas.removeAttribute('threads');
    showThreads();
  };
  threads.addEventListener('change', () => setThreads(threads.valueAsNumber || 0));
  all.addEventListener('change', () => setThreads(all.checked ? 0 : (canvas.stats?.threads ?? 1)));

  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    edited.delete(/** @type {Element} */ (event.target));
    canvas.focus();
    show();
    showThreads();
  });

  /** @param {boolean} wanted */
  const open = (wanted) => {
    form.hidden = !wanted;
    toggle.ariaExpanded = String(wanted);
    toggle.dataset.opened = 'true';
  };
  toggle.addEventListener('click', () => open(form.hidden));
  return { toggle: () => open(form.hidden) };
}

/** Fields with something typed that was not entered yet. */
const edited = new WeakSet();
document.addEventListener('input', ({ target }) => {
  if (target instanceof HTMLInputElement && (target.type === 'text' || target.type === 'number')) edited.add(target);
});
document.addEventListener('change', ({ target }) => target instanceof Element && edited.delete(target), { capture: true });

/**
 * @param {HTMLInputElement} input
 * @param {string} value
 */
function showIn(input, value) {
  if (!edited.has(input) && input.value !== value) input.value = value;
}

/**
 * @param {HTMLInputElement} slider
 * @param {number} value
 */
function showOutput(slider, value) {
  const output = slider.nextElementSibling;
  if (output) output.textContent = value.toFixed(2);
}
