import './deep-canvas.js';
