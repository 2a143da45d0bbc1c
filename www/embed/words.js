/**
 * What the widget says, in the languages that it knows.
 *
 * @typedef {object} Words
 * @property {string} wheel how to have the wheel, with `{key}` for the key's name
 * @property {string} touch how to move the picture by touch
 * @property {string} open
 * @property {string} start
 * @property {string} full
 */

/** @type {Record<string, Words>} */
const LANGUAGES = {
  en: {
    wheel: 'Click, or hold {key}, to zoom with the wheel',
    touch: 'Use two fingers to move the picture',
    open: 'Open full size',
    start: 'Back to the start',
    full: 'Full screen',
  },
  de: {
    wheel: 'Zum Zoomen mit dem Rad klicken oder {key} halten',
    touch: 'Das Bild mit zwei Fingern bewegen',
    open: 'In voller Größe öffnen',
    start: 'Zurück zum Anfang',
    full: 'Vollbild',
  },
  fr: {
    wheel: 'Cliquez ou maintenez {key} pour zoomer avec la molette',
    touch: 'Utilisez deux doigts pour déplacer l’image',
    open: 'Ouvrir en grand',
    start: 'Revenir au début',
    full: 'Plein écran',
  },
  es: {
    wheel: 'Haz clic o mantén pulsada {key} para ampliar con la rueda',
    touch: 'Usa dos dedos para mover la imagen',
    open: 'Abrir a tamaño completo',
    start: 'Volver al inicio',
    full: 'Pantalla completa',
  },
  zh: {
    wheel: '点击图像或按住 {key} 键,即可用滚轮缩放',
    touch: '请用双指移动图像',
    open: '以完整尺寸打开',
    start: '回到起点',
    full: '全屏',
  },
  ja: {
    wheel: 'クリックするか {key} キーを押しながらホイールで拡大縮小できます',
    touch: '2 本の指で画像を動かせます',
    open: '大きな画面で開く',
    start: '最初に戻る',
    full: '全画面表示',
  },
};

/**
 * @param {readonly string[]} wanted language tags, the best first
 * @param {boolean} isMac
 * @returns {{ language: string, words: Words }}
 */
export function wordsFor(wanted, isMac) {
  const known = wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => Object.hasOwn(LANGUAGES, tag));
  const language = known ?? 'en';
  const words = /** @type {Words} */ (LANGUAGES[language]);
  const key = isMac ? '⌘' : language === 'de' ? 'Strg' : 'Ctrl';
  return { language, words: { ...words, wheel: words.wheel.replace('{key}', key) } };
}
