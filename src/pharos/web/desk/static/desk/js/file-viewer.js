// @ts-check

/**
 * <file-viewer><dialog>…</dialog></file-viewer>
 *
 * Shows a picture of the ledger large. Arrow keys go to the next of the case, Escape closes, and
 * focus goes back to where it was. Without it the link opens the picture in a tab of its own.
 */
export class FileViewer extends HTMLElement {
  #at = 0;

  connectedCallback() {
    document.addEventListener("click", this.#opened);
    this.addEventListener("keydown", this.#pressed);
    this.addEventListener("click", this.#clicked);
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.#opened);
  }

  #opened = (/** @type {MouseEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !(event.target instanceof Element)) return;
    const link = event.target.closest("a[data-view]");
    if (!(link instanceof HTMLAnchorElement) || !this.#dialog) return;
    event.preventDefault();
    this.#dialog.showModal();
    this.#show(this.#links.indexOf(link));
  };

  #pressed = (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    // The desk's single keys mean the case behind.
    event.stopPropagation();
    if (step) this.#show(this.#at + step);
  };

  #clicked = (/** @type {Event} */ event) => {
    const { target } = event;
    const isBeside = target === this.#dialog;
    if (isBeside || (target instanceof Element && target.closest("[data-close]"))) this.#dialog?.close();
  };

  /** @param {number} place */
  #show(place) {
    const links = this.#links;
    this.#at = Math.min(Math.max(place, 0), links.length - 1);
    const link = links[this.#at];
    const picture = this.querySelector("[data-picture]");
    if (!link || !(picture instanceof HTMLImageElement)) return;
    picture.src = link.href;
    picture.alt = link.dataset.view ?? "";
    this.querySelector("[data-name]")?.replaceChildren(link.dataset.view ?? "");
    this.querySelector("[data-place]")?.replaceChildren(`${this.#at + 1} / ${links.length}`);
    const save = this.querySelector("[data-save]");
    if (save instanceof HTMLAnchorElement) save.href = link.dataset.keep ?? link.href;
  }

  get #links() {
    return /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("a[data-view]")]);
  }

  get #dialog() {
    return this.querySelector("dialog");
  }
}

customElements.define("file-viewer", FileViewer);
