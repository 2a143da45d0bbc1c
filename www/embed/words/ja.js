/** What the widget says, in Japanese. */

/** @type {import('../words.js').Words} */
export const WORDS = {
  wheel: 'クリックするか {key} キーを押しながらホイールで拡大縮小できます',
  touch: '2 本の指で画像を動かせます',
  open: '大きな画面で開く',
  start: '最初に戻る',
  full: '全画面表示',
  load: '画像を読み込む',
};
