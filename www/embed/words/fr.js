/** What the widget says, in French. */

/** @type {import('../words.js').Words} */
export const WORDS = {
  wheel: 'Cliquez ou maintenez {key} pour zoomer avec la molette',
  touch: 'Utilisez deux doigts pour déplacer l’image',
  open: 'Ouvrir en grand',
  start: 'Revenir au début',
  full: 'Plein écran',
  load: 'Charger l’image',
};
