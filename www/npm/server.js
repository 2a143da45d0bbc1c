/**
 * What the npm package is where there is no page, as where one is rendered on a
 * server: the markup stands, and the browser fills it.
 */
export class DeepCanvas {
  constructor() {
    throw new Error('deep-canvas: there is no page here: expected a browser');
  }
}

export function define() {}
