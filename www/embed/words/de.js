/** What the widget says, in German. */

/** @type {import('../words.js').Words} */
export const WORDS = {
  wheel: 'Zum Zoomen mit dem Rad klicken oder {key} halten',
  touch: 'Das Bild mit zwei Fingern bewegen',
  open: 'In voller Größe öffnen',
  start: 'Zurück zum Anfang',
  full: 'Vollbild',
  load: 'Bild laden',
};
