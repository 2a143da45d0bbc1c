import 'deepcanvas/define';
