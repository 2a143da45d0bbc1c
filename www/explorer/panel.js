/**
 * The settings: controls that show the view and set it, key by key. What makes
 * no sense the coordinator says in a warning, and the field keeps it to be mended.
 *
 * @import { DeepCanvas, PartialView, Ready, Trouble } from '../deep-canvas.js'
 */
import { homeOf } from './actions.js';
import { choose, fillPalettes, fillSegments } from './choices.js';
import { find } from './dom.js';
import { accept, giveUp, isRefused, refuse, showIn } from './fields.js';
import { keepLimit } from './minibrot.js';
import { showNow, showSoon } from './pace.js';

/** Where the panel ends, and a little more. */
const PANEL_END = 340;
/** The left tip of the home view is so far from its middle, in heights of the window. */
const TIP = 1.25 / 4;

/** Whether there is room for it beside the whole set. */
function isRoomy() {
  return innerHeight >= 640 && innerWidth / 2 - TIP * innerHeight > PANEL_END;
}

const FIELDS = /** @type {const} */ (['re', 'im', 'zoom', 'cre', 'cim']);
/** @typedef {typeof FIELDS[number] | 'iter'} Key */
const CHOICES = /** @type {const} */ (['formula', 'mode', 'palette']);

export class Panel {
  /** @type {DeepCanvas} */ #canvas;
  #form = find('#settings', HTMLFormElement);
  #toggle = find('#toggle', HTMLButtonElement);
  #fields = FIELDS.map((key) => ({ key, field: this.#input(key) }));
  #choices = CHOICES.map((key) => ({ key, fieldset: find(`[data-choice=${key}]`, HTMLFieldSetElement, this.#form) }));
  #density = this.#input('density');
  #offset = this.#input('offset');
  #iter = this.#input('iter');
  #auto = this.#input('auto');
  #threads = this.#input('threads');
  /** What may be wrong in them is told by the coordinator. */
  #typed = [...this.#fields.map(({ field }) => field), this.#iter];
  #all = this.#input('all');
  #hold = this.#input('hold');
  #rotation = this.#input('rotation');
  #profile = this.#input('profile');
  #hud = this.#input('hud');
  /** Whether it was opened or closed already, by hand or by itself. */
  #placed = false;
  /** What was entered into fields and has not taken effect. @type {Map<string, string>} */
  #entered = new Map();
  /** Whether the view that comes to rest next is one that was set here. */
  #isOwn = false;
  /** The view that rested last, as text. */
  #rested = '';

  /** @param {DeepCanvas} canvas */
  constructor(canvas) {
    this.#canvas = canvas;
    canvas.addEventListener('ready', ({ detail }) => this.#fill(detail));
    canvas.addEventListener('viewchange', ({ detail }) => {
      if (detail.resting) this.#giveUpIfMoved();
      if (detail.resting) showNow(this.#show);
      else showSoon(this.#showPlace);
    });
    canvas.addEventListener('frame', () => showSoon(this.#showComputing));
    canvas.addEventListener('settle', () => showNow(this.#showComputing));
    this.#toggle.addEventListener('click', () => this.toggle());
    this.#form.addEventListener('submit', (event) => event.preventDefault());
    this.#form.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      giveUp(event.target);
      this.#show();
      canvas.focus();
    });
    this.#listen();
  }

  /**
   * @param {Trouble} trouble
   * @returns {boolean} whether it is about what was just entered into a field, which tells it
   */
  takes({ code, message }) {
    const key = code === 'unreadable-value' ? /^permalink: `(\w+)`/.exec(message)?.[1] : undefined;
    const text = key && this.#entered.get(key);
    const field = this.#typed.find(({ id }) => id === key);
    if (text === undefined || !field) return false;
    // It may have been mended meanwhile. And what was typed is no permalink to those who typed it.
    if (field.value.trim() === text) refuse(field, message.replace(/^permalink: /, ''));
    return true;
  }

  /** Whoever goes on to another view has other plans than to mend what was typed. */
  #giveUpIfMoved() {
    const view = JSON.stringify(this.#canvas.view);
    if (view !== this.#rested && !this.#isOwn) this.#typed.filter(isRefused).forEach(giveUp);
    this.#rested = view;
    this.#isOwn = false;
  }

  toggle() {
    this.#open(this.#form.hidden);
  }

  /** @param {boolean} wanted */
  #open(wanted) {
    this.#placed = true;
    this.#form.hidden = !wanted;
    this.#toggle.ariaExpanded = String(wanted);
    this.#show();
  }

  /** @param {Ready} ready */
  #fill({ formulas, modes, palettes, isolated }) {
    for (const { key, fieldset } of this.#choices) {
      if (key === 'palette') fillPalettes(fieldset, palettes);
      else fillSegments(fieldset, key, key === 'formula' ? formulas : modes);
    }
    find('#unisolated', HTMLElement).hidden = isolated;
    this.#show();
    if (!this.#placed) this.#open(isRoomy());
  }

  #show = () => {
    if (this.#form.hidden) return;
    const { view } = this.#canvas;
    this.#showPlace();
    for (const { key, fieldset } of this.#choices) choose(fieldset, view[key]);
    for (const part of this.#form.querySelectorAll('[data-julia]')) {
      if (part instanceof HTMLElement) part.hidden = view.formula !== 'julia';
    }
    // Even steps of the slider are even factors.
    showIn(this.#density, String(Math.log2(Number(view.density))));
    showIn(this.#offset, view.offset);
    showOutput(this.#density, Number(view.density));
    showOutput(this.#offset, Number(view.offset));
    this.#auto.checked = view.iter === 'auto';
    this.#showComputing();
    this.#showHold();
    this.#rotation.checked = this.#canvas.hasAttribute('rotation');
    this.#profile.checked = this.#canvas.hasAttribute('profile');
    this.#hud.checked = this.#canvas.hasAttribute('hud');
  };

  /** What changes while the view moves. */
  #showPlace = () => {
    if (this.#form.hidden) return;
    const { view } = this.#canvas;
    for (const { key, field } of this.#fields) showIn(field, view[key]);
  };

  /** What `auto` and all cores amount to, is known from the frames. */
  #showComputing = () => {
    if (this.#form.hidden) return;
    const { stats, view } = this.#canvas;
    this.#iter.disabled = this.#auto.checked;
    if (this.#auto.checked && isRefused(this.#iter)) giveUp(this.#iter);
    showIn(this.#iter, this.#auto.checked ? String(stats?.limit ?? '') : view.iter);
    const threads = this.#canvas.getAttribute('threads');
    this.#all.checked = threads === null;
    this.#threads.disabled = this.#all.checked;
    showIn(this.#threads, threads ?? String(stats?.threads ?? ''));
  };

  #showHold() {
    const speed = Number(this.#canvas.getAttribute('hold-speed') ?? 1);
    showIn(this.#hold, String(Math.round(Math.log2(speed) * 4) / 4));
    showOutput(this.#hold, speed);
  }

  #listen() {
    for (const { key, field } of this.#fields) field.addEventListener('change', () => this.#enter(key, field));
    for (const { key, fieldset } of this.#choices) {
      fieldset.addEventListener('change', ({ target }) => {
        if (!(target instanceof HTMLInputElement)) return;
        // Another formula starts at its own home.
        if (key === 'formula') this.#canvas.view = { ...homeOf(this.#canvas), formula: target.value };
        else this.#set({ [key]: target.value });
      });
    }
    this.#density.addEventListener('input', () => {
      this.#set({ density: Number((2 ** this.#density.valueAsNumber).toPrecision(4)) });
    });
    this.#offset.addEventListener('input', () => this.#set({ offset: this.#offset.value }));
    this.#iter.addEventListener('change', () => {
      keepLimit();
      this.#enter('iter', this.#iter);
    });
    this.#auto.addEventListener('change', () => {
      keepLimit();
      this.#set({ iter: this.#auto.checked ? 'auto' : String(this.#canvas.stats?.limit ?? 'auto') });
    });
    this.#threads.addEventListener('change', () => {
      const { min, max, value, validity } = this.#threads;
      accept(this.#threads);
      if (value !== '' && validity.valid) this.#setThreads(value);
      else refuse(this.#threads, `Threads is ${value || 'no number'}: expected a whole number from ${min} to ${max}; ${this.#canvas.getAttribute('threads') ?? 'one a core'} is used.`);
    });
    this.#hold.addEventListener('input', () => {
      this.#canvas.setAttribute('hold-speed', (2 ** this.#hold.valueAsNumber).toFixed(2));
      this.#showHold();
    });
    this.#profile.addEventListener('change', () => {
      this.#canvas.toggleAttribute('profile', this.#profile.checked);
    });
    this.#hud.addEventListener('change', () => this.#canvas.toggleAttribute('hud', this.#hud.checked));
    // A key does the same.
    new MutationObserver(this.#show).observe(this.#canvas, { attributeFilter: ['hud'] });
    this.#rotation.addEventListener('change', () => {
      this.#canvas.toggleAttribute('rotation', this.#rotation.checked);
    });
    this.#all.addEventListener('change', () => {
      giveUp(this.#threads);
      this.#setThreads(this.#all.checked ? '' : String(this.#canvas.stats?.threads ?? ''));
    });
  }

  /** @param {Key} key @param {HTMLInputElement} field */
  #enter(key, field) {
    accept(field);
    const text = field.value.trim();
    this.#entered.set(key, text);
    this.#set({ [key]: text || (key === 'iter' ? 'auto' : '') }).then(() => {
      if (this.#entered.get(key) === text) this.#entered.delete(key);
    });
  }

  /** @param {PartialView} part */
  #set(part) {
    this.#isOwn = true;
    return this.#canvas.setView(part, { merge: true }).then(
        () => this.#show(),
        () => {}, // The element tells why, where the picture was.
    );
  }

  /** @param {string} threads '' for all cores */
  #setThreads(threads) {
    if (threads === '') this.#canvas.removeAttribute('threads');
    else this.#canvas.setAttribute('threads', threads);
    this.#showComputing();
  }

  /** @param {string} id */
  #input(id) {
    return find(`#${id}`, HTMLInputElement, this.#form);
  }
}

/**
 * @param {HTMLInputElement} slider
 * @param {number} value
 */
function showOutput(slider, value) {
  const output = slider.nextElementSibling;
  if (output) output.textContent = value.toFixed(2);
}
