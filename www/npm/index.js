/** The npm package's main entry: importing it does nothing yet. */
import { DeepCanvas } from './deep-canvas.js';

export { DeepCanvas };

export function define() {
  if (!customElements.get('deep-canvas')) customElements.define('deep-canvas', DeepCanvas);
}
