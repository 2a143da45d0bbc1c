import { DeepCanvas, define } from 'deepcanvas';
import { connect } from 'deepcanvas/embed';

window.wasDefined = customElements.get('deep-canvas') !== undefined;
define();
define();
window.isDefined = customElements.get('deep-canvas') === DeepCanvas;
window.connect = connect;
