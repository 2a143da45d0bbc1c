/**
 * The page that measures in its reader's own browser: starts it, says how far it
 * is, shows what came of it, and saves that.
 *
 * @import { Places } from './parts.js'
 */
import { find } from '../explorer/dom.js';
import { Run } from './run.js';
import { showTables } from './tables.js';

const options = new URLSearchParams(location.search);
const theme = options.get('theme');
if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
const isQuick = options.has('quick');

const starting = find('#start', HTMLButtonElement);
const saving = find('#save', HTMLButtonElement);
const progress = find('#progress', HTMLProgressElement);
const doing = find('#doing', HTMLElement);
const said = find('#said', HTMLElement);

/** @type {Run | null} the one that goes on */
let running = null;
/** @type {Run | null} the one whose numbers are shown */
let last = null;

starting.addEventListener('click', () => {
  if (running) running.stop();
  else start().catch((error) => (said.textContent = `It cannot be measured: ${error.message}.`));
});
saving.addEventListener('click', save);
// On a host that does not isolate it: threads that share memory are what is to be measured.
const staying = crossOriginIsolated ? null : import('../isolate.js').then(({ isolate }) => isolate()).catch(() => {});
find('#shared', HTMLElement).hidden = !crossOriginIsolated;
find('#unshared', HTMLElement).hidden = crossOriginIsolated;

async function start() {
  // A page that is about to be loaded again would take the run with it.
  starting.disabled = true;
  await staying;
  starting.disabled = false;
  const response = await fetch(new URL('places.json', import.meta.url));
  if (!response.ok) throw new Error(`places.json: status ${response.status}`);
  /** @type {Places} */
  const places = await response.json();
  const run = new Run(places, isQuick);
  running = last = run;
  starting.textContent = 'Stop';
  saving.disabled = true;
  said.textContent = `It measures${crossOriginIsolated ? '' : ' what is done without shared memory'}. Leave this page in sight.`;
  const show = () => showTables(find('#results', HTMLElement), run.sections);
  show();
  try {
    await run.run(find('#stage', HTMLElement), tell, show);
  } finally {
    running = null;
    starting.textContent = 'Start again';
    saving.disabled = !run.hasNumbers;
    doing.textContent = '';
    if (!run.isStopped) progress.value = 1;
    said.textContent = verdict(run);
  }
}

/** @param {Run} run */
function verdict(run) {
  if (!run.hasNumbers) return run.isStopped ? 'Stopped, before anything was measured.' : 'Nothing could be measured: the tables say why.';
  return run.isStopped ? 'Stopped: the numbers are those of the rounds until then.' : 'Done.';
}

/** @param {number} share @param {string} what */
function tell(share, what) {
  progress.value = share;
  doing.textContent = what;
}

function save() {
  if (!last) return;
  const address = URL.createObjectURL(new Blob([last.file()], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `deepcanvas-bench-${new Date().toISOString().slice(0, 10)}.json`;
  document.body.append(link);
  link.click();
  link.remove();
  // Once the browser has taken it.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
