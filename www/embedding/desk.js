/**
 * The page that puts the widget's snippet together: what is chosen is seen at
 * once, in a widget like the one that the snippet makes, and where that is moved
 * to, the snippet begins.
 *
 * @import { Choices } from './snippet.js'
 */
import { find } from '../explorer/dom.js';
import { Preview } from './preview.js';
import { attributesOf, snippetOf } from './snippet.js';

/** Beside this page, and not beside this script. */
const NAME = 'embed.html';
const WIDGET = new URL(NAME, document.baseURI).href;

const theme = new URLSearchParams(location.search).get('theme');
if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;

const form = find('#choices', HTMLFormElement);
const snippet = find('#snippet', HTMLElement);
const said = find('#said', HTMLElement);
const wrong = find('#wrong', HTMLElement);
const copying = find('#copy', HTMLButtonElement);
const back = find('#back', HTMLAnchorElement);
const size = { width: field('width').valueAsNumber, height: field('height').valueAsNumber };
let link = location.hash.slice(1);

const preview = new Preview(find('#stage', HTMLElement), (moved) => {
  link = moved;
  history.replaceState(history.state, '', link === '' ? location.pathname + location.search : `#${link}`);
  write();
});

form.addEventListener('input', show);
form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('click', ({ target }) => {
  const preset = target instanceof HTMLButtonElement ? target.dataset.size : undefined;
  if (!preset) return;
  const [width = '', height = ''] = preset.split(' × ');
  field('width').value = width;
  field('height').value = height;
  show();
});
addEventListener('hashchange', () => {
  link = location.hash.slice(1);
  preview.set(link);
  write();
});
copying.addEventListener('click', copy);
// A browser may fill the form in as it was left.
addEventListener('pageshow', show);

/** The snippet, and the preview of it. */
function show() {
  const { fluid } = chosen();
  find('#shape', HTMLElement).hidden = !fluid;
  find('#pixels', HTMLElement).hidden = fluid;
  check(fluid);
  preview.show(write());
}

/** Writes the snippet; the attributes of its frame. */
function write() {
  const choices = chosen();
  field('title').placeholder = choices.title;
  const attributes = attributesOf({ ...choices, title: field('title').value.trim() || choices.title }, WIDGET);
  const text = snippetOf(attributes);
  if (snippet.textContent !== text) {
    snippet.textContent = text;
    said.textContent = ''; // What was copied is another one.
  }
  back.hash = link;
  return attributes;
}

/** @returns {Choices} */
function chosen() {
  const given = new FormData(form);
  const isJulia = /(^|&)formula=julia(&|$)/.test(link);
  return {
    link,
    fluid: given.get('size') === 'fluid',
    ratio: String(given.get('ratio')),
    ...size,
    theme: String(given.get('theme')),
    interactive: given.has('interactive'),
    attribution: given.has('attribution'),
    lazy: given.has('lazy'),
    title: isJulia ? 'A Julia set' : 'The Mandelbrot set',
  };
}

/**
 * Takes the width and the height where they make sense, and says so where not.
 * @param {boolean} fluid they do not matter
 */
function check(fluid) {
  const troubles = [];
  for (const name of /** @type {const} */ (['width', 'height'])) {
    const input = field(name);
    if (input.validity.valid) size[name] = input.valueAsNumber;
    else troubles.push(`${input.ariaLabel}: expected a whole number from ${input.min} to ${input.max}.`);
  }
  const text = fluid ? '' : troubles.join(' ');
  if (wrong.textContent !== text) wrong.textContent = text;
  // The line below is still the one before the mistake.
  copying.disabled = text !== '';
}

async function copy() {
  try {
    await navigator.clipboard.writeText(snippet.textContent ?? '');
    said.textContent = 'Copied.';
  } catch {
    getSelection()?.selectAllChildren(snippet);
    said.textContent = 'The browser did not allow it. The line is selected: copy it by its menu, or by Ctrl + C.';
  }
}

/** @param {string} name */
function field(name) {
  return find(`[name=${name}]`, HTMLInputElement, form);
}
