/** What the widget says, in Chinese. */

/** @type {import('../words.js').Words} */
export const WORDS = {
  wheel: '点击图像或按住 {key} 键,即可用滚轮缩放',
  touch: '请用双指移动图像',
  open: '以完整尺寸打开',
  start: '回到起点',
  full: '全屏',
  load: '加载图像',
};
