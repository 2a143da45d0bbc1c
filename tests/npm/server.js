// What a server that renders pages does: it has no page itself.
import { define } from 'deepcanvas';
import 'deepcanvas/define';
import { connect } from 'deepcanvas/embed';

define();
if (typeof connect !== 'function') throw new Error('there is no client');
