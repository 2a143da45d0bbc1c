/**
 * The laboratory's page: its form, and what it starts. Everything that is measured is
 * measured by `measure.js`; this is what people see of it.
 *
 * @import { Workload } from '../catalogue.js'
 */
import { find, make } from '../../explorer/dom.js';
import { ARCHITECTURES, WORKLOADS } from '../catalogue.js';
import { offerToCopy } from './copying.js';
import { Desk } from './desk.js';
import { threadCounts } from './examine.js';
import { showFeatures } from './features.js';
import { PictureInput } from './picture-input.js';
import { usualThreads } from './request.js';
import { Results } from './results.js';
import { powersBetween } from './threshold.js';
import { count, threadsOf } from './words.js';

const theme = new URLSearchParams(location.search).get('theme');
if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;

const form = find('#setup', HTMLFormElement);
const sizes = find('#size', HTMLSelectElement);
const threads = find('#threads', HTMLSelectElement);
const quick = find('#quick', HTMLInputElement);
const start = find('#start', HTMLButtonElement);

for (const [index, { id, title }] of WORKLOADS.entries()) {
  const radio = make('input', { type: 'radio', name: 'workload', value: id, checked: index === 0 });
  find('#workloads', HTMLElement).append(make('label', {}, [radio, make('span', { textContent: title })]));
}
const cores = navigator.hardwareConcurrency || 1;
for (const number of new Set([...threadCounts(cores), Math.min(64, cores)])) {
  threads.append(make('option', { value: String(number), textContent: threadsOf(number), selected: number === usualThreads() }));
}

/** Whose sizes are listed, and of which picture. */
let listed = '';
/** Whether what is measured is also what is shown. */
let isFollowing = true;

const results = new Results(chosen().id);
/** @type {PictureInput} */
const input = new PictureInput(
  () => desk.isBusy,
  () => {
    // There is something to be done with it.
    const filter = WORKLOADS.find(({ takesPicture }) => takesPicture);
    choose(chosen().takesPicture || !filter || !given() ? chosen() : filter);
  },
);
const staying = crossOriginIsolated ? null : import('../../isolate.js').then(({ isolate }) => isolate()).catch(() => {});
const desk = new Desk(results, input, staying, follow);

form.addEventListener('submit', (event) => {
  event.preventDefault();
  measure([chosen()]);
});
find('#everything', HTMLButtonElement).addEventListener('click', () => measure(WORKLOADS));
form.addEventListener('change', ({ target }) => {
  if (target instanceof HTMLInputElement && target.name === 'workload') {
    isFollowing = false;
    choose(chosen());
  }
  if (target === quick) choose(chosen());
});
find('#verdicts', HTMLElement).addEventListener('click', ({ target }) => {
  const id = target instanceof HTMLElement ? target.dataset.workload : undefined;
  const workload = WORKLOADS.find((one) => one.id === id);
  if (!workload) return;
  isFollowing = false;
  choose(workload);
});
// A browser may fill the form in as it was left.
addEventListener('pageshow', () => choose(chosen()));
choose(chosen());
showFeatures(document);
offerToCopy(document.querySelectorAll('#headers pre'));

Object.assign(window, {
  /** For scripts and tests; the README says what they do. */
  lab: {
    /** @param {unknown} request */
    run(request) {
      isFollowing = true;
      return desk.run(request);
    },
    stop: () => desk.stop(),
    architectures: ARCHITECTURES.map(({ id }) => id),
    workloads: WORKLOADS.map(({ id }) => id),
  },
});

/** @returns {Workload} */
function chosen() {
  const id = new FormData(form).get('workload');
  const workload = WORKLOADS.find((one) => one.id === id) ?? WORKLOADS[0];
  if (!workload) throw new Error('lab: there are no workloads');
  return workload;
}

/** @param {Workload} workload */
function choose(workload) {
  find(`[name=workload][value=${workload.id}]`, HTMLInputElement).checked = true;
  find('#own-picture', HTMLElement).hidden = !workload.takesPicture;
  listSizes(workload);
  results.select(workload.id);
}

/** A workload is measured: it is shown, unless somebody looks at another. @param {Workload} workload */
function follow(workload) {
  if (isFollowing) choose(workload);
}

/** What a visitor gave. */
function given() {
  return input.picture(quick.checked);
}

/**
 * The sizes that can be chosen, by powers of two, and the usual one; a visitor's
 * picture has one of its own. What was chosen of the same sizes stays.
 * @param {Workload} workload
 */
function listSizes({ id, isPicture, takesPicture, unit, least, most, size, quickSize }) {
  const picture = takesPicture ? given() : null;
  const before = listed;
  listed = [id, quick.checked, picture?.width, picture?.height].join(' ');
  if (listed === before) return;
  sizes.disabled = picture !== null;
  if (picture) {
    const textContent = `${picture.width} × ${picture.height}`;
    sizes.replaceChildren(make('option', { value: String(picture.width), textContent }));
    return;
  }
  const all = [...new Set([...powersBetween(least, most), size, quickSize])].toSorted((a, b) => a - b);
  const usual = quick.checked ? quickSize : size;
  sizes.replaceChildren(
    ...all.map((number) => {
      const textContent = isPicture ? `${number} × ${number}` : `${count(number)} ${unit}`;
      return make('option', { value: String(number), textContent, selected: number === usual });
    }),
  );
}

/** @param {Workload[]} workloads */
async function measure(workloads) {
  if (desk.isBusy) return;
  isFollowing = true;
  const isOne = workloads.length === 1;
  const measured = desk.examine(workloads, {
    sizeOf: (/** @type {Workload} */ { size, quickSize }) => (isOne ? Number(sizes.value) : quick.checked ? quickSize : size),
    threads: Number(threads.value),
    quick: quick.checked,
  });
  const stop = find('#stop', HTMLButtonElement);
  stop.focus();
  await measured;
  if (document.activeElement === stop || document.activeElement === document.body) start.focus();
}
