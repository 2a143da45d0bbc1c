/** What the widget says, in Spanish. */

/** @type {import('../words.js').Words} */
export const WORDS = {
  wheel: 'Haz clic o mantén pulsada {key} para ampliar con la rueda',
  touch: 'Usa dos dedos para mover la imagen',
  open: 'Abrir a tamaño completo',
  start: 'Volver al inicio',
  full: 'Pantalla completa',
  load: 'Cargar la imagen',
};
