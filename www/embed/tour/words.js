/**
 * What the controls of a tour are called, in the languages that the widget knows.
 *
 * @typedef {object} TourWords
 * @property {string} play
 * @property {string} pause
 * @property {string} previous
 * @property {string} next
 * @property {string} trouble
 * @property {string} close
 */

/** @type {Record<string, TourWords>} */
const LANGUAGES = {
  en: {
    play: 'Play the tour',
    pause: 'Pause the tour',
    previous: 'Previous stop',
    next: 'Next stop',
    trouble: 'This tour cannot be shown.',
    close: 'Close',
  },
  de: {
    play: 'Tour abspielen',
    pause: 'Tour anhalten',
    previous: 'Vorherige Station',
    next: 'Nächste Station',
    trouble: 'Diese Tour kann nicht gezeigt werden.',
    close: 'Schließen',
  },
  fr: {
    play: 'Lancer la visite',
    pause: 'Mettre la visite en pause',
    previous: 'Étape précédente',
    next: 'Étape suivante',
    trouble: 'Cette visite ne peut pas être affichée.',
    close: 'Fermer',
  },
  es: {
    play: 'Reproducir el recorrido',
    pause: 'Pausar el recorrido',
    previous: 'Parada anterior',
    next: 'Parada siguiente',
    trouble: 'No se puede mostrar este recorrido.',
    close: 'Cerrar',
  },
  zh: {
    play: '播放导览',
    pause: '暂停导览',
    previous: '上一站',
    next: '下一站',
    trouble: '无法显示此导览。',
    close: '关闭',
  },
  ja: {
    play: 'ツアーを再生',
    pause: 'ツアーを一時停止',
    previous: '前の場所',
    next: '次の場所',
    trouble: 'このツアーは表示できません。',
    close: '閉じる',
  },
};

/**
 * @param {string} language one that the widget speaks
 * @returns {TourWords}
 */
export function tourWordsFor(language) {
  const words = Object.hasOwn(LANGUAGES, language) ? LANGUAGES[language] : LANGUAGES['en'];
  return /** @type {TourWords} */ (words);
}
