/**
 * What the widget says, in the languages that it knows. Only the reader's is
 * loaded; English is at hand, and does where another cannot be had.
 *
 * @typedef {object} Words
 * @property {string} wheel how to have the wheel, with `{key}` for the key's name
 * @property {string} touch how to move the picture by touch
 * @property {string} open
 * @property {string} start
 * @property {string} full
 * @property {string} load
 */

/** @type {Words} */
const ENGLISH = {
  wheel: 'Click, or hold {key}, to zoom with the wheel',
  touch: 'Use two fingers to move the picture',
  open: 'Open full size',
  start: 'Back to the start',
  full: 'Full screen',
  load: 'Load the picture',
};

/** @type {Record<string, () => Promise<{ WORDS: Words }>>} */
const LANGUAGES = {
  en: async () => ({ WORDS: ENGLISH }),
  de: () => import('./words/de.js'),
  fr: () => import('./words/fr.js'),
  es: () => import('./words/es.js'),
  zh: () => import('./words/zh.js'),
  ja: () => import('./words/ja.js'),
};

/**
 * @param {readonly string[]} wanted language tags, the best first
 * @param {boolean} isMac
 * @returns {Promise<{ language: string, words: Words }>}
 */
export async function wordsFor(wanted, isMac) {
  let language = wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => Object.hasOwn(LANGUAGES, tag)) ?? 'en';
  let words = ENGLISH;
  try {
    ({ WORDS: words = ENGLISH } = (await LANGUAGES[language]?.()) ?? {});
  } catch {
    language = 'en'; // Offline, say.
  }
  const key = isMac ? '⌘' : language === 'de' ? 'Strg' : 'Ctrl';
  return { language, words: { ...words, wheel: words.wheel.replace('{key}', key) } };
}
