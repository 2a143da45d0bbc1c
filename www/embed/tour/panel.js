/**
 * What is seen of a tour beside its pictures: three buttons in the widget's bar,
 * the caption of a stop, and a notice where there is no tour to show.
 *
 * @import { TourState } from '../../deep-canvas-embed.js'
 * @import { Player } from './player.js'
 */
import { find, make } from '../../explorer/dom.js';
import { sheet } from './look.js';
import { tourWordsFor } from './words.js';

/** The lines of each icon, on 24 by 24. */
const LINES = {
  play: 'M8 5.5v13l10.5-6.5z',
  pause: 'M8.5 6v12M15.5 6v12',
  previous: 'M18 6v12l-9-6zM6 6v12',
  next: 'M6 6v12l9-6zM18 6v12',
  close: 'M6 6l12 12M18 6 6 18',
};

/** @typedef {keyof LINES} Kind each is also a word */

/**
 * @param {Player} player
 * @param {object} how
 * @param {string} how.lang of title and captions
 * @param {boolean} how.isStill its page alone plays and pauses it
 * @returns {{ show: (state: TourState) => void, remove: () => void }}
 */
export function showTour(player, { lang, isStill }) {
  const caption = make('div', { id: 'caption', lang, dir: 'auto', ariaLive: 'polite', ariaAtomic: 'true' });
  place().append(caption);
  const previous = button('previous', () => player.step(-1));
  const toggle = button('play', () => (player.state.playing ? player.pause() : player.play()));
  const next = button('next', () => player.step(1));
  const buttons = [previous, toggle, next];
  for (const one of buttons) one.className = 'tour';
  if (!isStill) bar().prepend(...buttons);
  let captioned = -1;

  return {
    show(state) {
      label(toggle, state.playing ? 'pause' : 'play');
      previous.ariaDisabled = String(!player.leads(-1));
      next.ariaDisabled = String(!player.leads(1));
      const stop = state.arrived ? state.stop : -1;
      if (stop === captioned) return; // Else it would be said again.
      captioned = stop;
      caption.replaceChildren(...(state.arrived ? textOf(state) : []));
    },
    remove() {
      for (const element of [caption, ...buttons]) element.remove();
    },
  };
}

/**
 * Says, quietly, that a tour cannot be shown, and why.
 * @param {string} message
 */
export function showTrouble(message) {
  const { lang } = bar();
  document.querySelector('#trouble')?.remove();
  const text = make('p', { lang, textContent: `${tourWordsFor(lang).trouble} ` });
  text.append(make('small', { lang: 'en', textContent: message }));
  const notice = make('div', { id: 'trouble', role: 'status' }, [text]);
  notice.append(button('close', () => notice.remove()));
  place().append(notice);
}

/** Where captions and notices are, over the picture. */
function place() {
  const known = document.querySelector('#tour');
  if (known) return known;
  document.adoptedStyleSheets.push(sheet);
  const made = make('div', { id: 'tour' });
  find('main', HTMLElement).append(made);
  return made;
}

/** @param {TourState} state */
function textOf({ title, caption, stop, stops }) {
  if (title === '' && caption === '') return [];
  const where = [title, `${stop + 1} / ${stops}`].filter((text) => text !== '').join(' · ');
  return [
    make('p', {}, [make('small', { textContent: where })]),
    ...(caption === '' ? [] : [make('p', { textContent: caption })]),
  ];
}

/**
 * @param {Kind} kind
 * @param {() => void} act
 */
function button(kind, act) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.append(document.createElementNS('http://www.w3.org/2000/svg', 'path'));
  const made = make('button', { type: 'button', lang: bar().lang });
  made.append(svg);
  label(made, kind);
  made.addEventListener('click', () => made.ariaDisabled !== 'true' && act());
  return made;
}

/**
 * @param {HTMLButtonElement} button
 * @param {Kind} kind
 */
function label(button, kind) {
  const word = tourWordsFor(bar().lang)[kind];
  button.title = word;
  button.ariaLabel = word;
  button.querySelector('path')?.setAttribute('d', LINES[kind]);
}

/** The widget's own: its language is the one that is spoken. */
function bar() {
  return find('#bar', HTMLElement);
}
