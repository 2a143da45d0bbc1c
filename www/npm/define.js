/** The npm package's entry for those who want the element and nothing to do: importing it defines it. */
import { define } from './index.js';

define();
