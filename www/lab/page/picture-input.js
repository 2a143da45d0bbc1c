/**
 * Where visitors give a picture: dropped anywhere on the page, chosen, or pasted.
 *
 * @import { Picture } from '../measure.js'
 * @import { Taken } from './picture.js'
 */
import { find } from '../../explorer/dom.js';
import { Refusal, takePicture } from './picture.js';

export class PictureInput {
  /** @type {Taken | null} */ #taken = null;
  /** Of the file that is being read. */
  #reading = new AbortController();
  /** Resolves when nothing is read any more. @type {Promise<void>} */
  #rested = Promise.resolve();
  /** Whether what is said went wrong only because something is measured. */
  #isOfBusy = false;
  /** @type {() => boolean} */ #isBusy;
  /** @type {() => void} */ #onChange;
  #file = find('#file', HTMLInputElement);
  #own = find('#own', HTMLButtonElement);
  #name = find('#picture-name', HTMLElement);
  #trouble = find('#picture-trouble', HTMLElement);
  #preview = find('#picture-preview', HTMLCanvasElement);

  /**
   * @param {() => boolean} isBusy whether something is measured, which reading a picture would disturb
   * @param {() => void} onChange there is another picture, or the laboratory's own again
   */
  constructor(isBusy, onChange) {
    this.#isBusy = isBusy;
    this.#onChange = onChange;
    find('#choose', HTMLButtonElement).addEventListener('click', () => this.#file.click());
    this.#file.addEventListener('change', () => {
      this.#take(this.#file.files);
      // The same file may be chosen again.
      this.#file.value = '';
    });
    this.#own.addEventListener('click', () => {
      this.#reading.abort();
      this.#show(null);
      this.#onChange();
      find('#choose', HTMLButtonElement).focus();
    });
    // Without these the browser would leave the page for the file.
    for (const type of ['dragenter', 'dragover']) {
      addEventListener(type, (event) => {
        event.preventDefault();
        document.documentElement.classList.add('dragging');
      });
    }
    addEventListener('dragleave', (event) => {
      if (event.relatedTarget === null) document.documentElement.classList.remove('dragging');
    });
    addEventListener('drop', (event) => {
      event.preventDefault();
      document.documentElement.classList.remove('dragging');
      const entry = event.dataTransfer?.items[0]?.webkitGetAsEntry();
      if (entry?.isDirectory) this.#tell(`“${entry.name}” is a folder: expected a picture.`);
      else this.#take(event.dataTransfer?.files);
    });
    addEventListener('paste', ({ clipboardData }) => {
      if (clipboardData && clipboardData.files.length > 0) this.#take(clipboardData.files);
    });
  }

  /**
   * @param {boolean} quick whether it is for a quick run
   * @returns {Picture | null} null: the laboratory's own
   */
  picture(quick) {
    return this.#taken?.[quick ? 'small' : 'picture'] ?? null;
  }

  /**
   * Resolves when what was given is read, and shown; at once where nothing is read, or
   * somebody stops.
   * @param {AbortSignal} signal
   */
  async rested(signal) {
    const stop = () => {
      this.#reading.abort();
      this.#sayWhich();
    };
    signal.addEventListener('abort', stop);
    await this.#rested;
    signal.removeEventListener('abort', stop);
  }

  /** Something is measured from here on: what was said before is of no use. */
  begin() {
    this.#tell('');
  }

  /** Nothing is measured any more. */
  end() {
    if (this.#isOfBusy) this.#tell('');
  }

  /** @param {FileList | undefined | null} files */
  #take(files) {
    const [file] = files ?? [];
    if (!file) return this.#tell('What was dropped is no file: expected a picture.');
    if (this.#isBusy()) {
      this.#tell('Reading a picture would disturb the measurement: give it again when that has ended.');
      this.#isOfBusy = true;
      return;
    }
    this.#reading.abort();
    this.#reading = new AbortController();
    this.#rested = this.#read(file, this.#reading.signal);
  }

  /** @param {File} file @param {AbortSignal} signal */
  async #read(file, signal) {
    this.#name.textContent = `“${file.name}” is being read …`;
    try {
      const taken = await takePicture(file, signal);
      if (signal.aborted) return;
      this.#show(taken);
      this.#onChange();
    } catch (error) {
      if (signal.aborted) return;
      this.#sayWhich();
      const why = error instanceof Refusal ? error.message : `“${file.name}” could not be read: ${error}`;
      this.#tell(`${why} ${this.#taken ? `“${this.#taken.name}” stays.` : 'The laboratory’s own picture stays.'}`);
    }
  }

  /** @param {string} trouble */
  #tell(trouble) {
    this.#trouble.textContent = trouble;
    this.#isOfBusy = false;
  }

  /** Which picture there is. */
  #sayWhich() {
    const taken = this.#taken;
    this.#name.textContent = taken ? `${taken.name}: ${taken.note}` : 'The laboratory’s own, of the size that is chosen';
  }

  /** @param {Taken | null} taken */
  #show(taken) {
    this.#taken = taken;
    this.#tell('');
    this.#own.hidden = !taken;
    this.#preview.hidden = !taken;
    this.#sayWhich();
    if (!taken) return;
    const { width, height } = taken.preview;
    Object.assign(this.#preview, { width, height });
    this.#preview.getContext('bitmaprenderer')?.transferFromImageBitmap(taken.preview);
  }
}
