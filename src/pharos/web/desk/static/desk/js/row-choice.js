// @ts-check

const UNDO = 15 * 1000; // 15 seconds

/**
 * <row-choice><form id="bulk">… <output>…</output></form></row-choice>
 *
 * Which rows of the list are chosen for one step with many: by x, a click, or a shift-click from
 * the last one. The choice outlives a refresh of the list. What was said of the step goes after
 * fifteen seconds, and with it the way back.
 */
export class RowChoice extends HTMLElement {
  /** @type {Set<string>} */
  #chosen = new Set();
  #last = "";
  #timer = 0;
  #ending = new AbortController();

  connectedCallback() {
    this.#ending = new AbortController();
    const { signal } = this.#ending;
    document.addEventListener("click", this.#clicked, { signal });
    document.addEventListener("keydown", this.#pressed, { signal });
    document.body.addEventListener("htmx:afterSettle", this.#settled, { signal });
    document.body.addEventListener("htmx:afterSwap", this.#said, { signal });
    this.#show();
  }

  disconnectedCallback() {
    this.#ending.abort();
    clearTimeout(this.#timer);
  }

  /** @param {MouseEvent} event */
  #clicked = (event) => {
    const { target } = event;
    if (target instanceof Element && target.closest("[data-choose-none]")) return this.#clear();
    if (!(target instanceof HTMLInputElement) || !target.matches(".row__tick")) return;
    const ticks = this.#ticks;
    const from = ticks.findIndex((tick) => tick.value === this.#last);
    const to = ticks.indexOf(target);
    const range = event.shiftKey && from >= 0 ? ticks.slice(Math.min(from, to), Math.max(from, to) + 1) : [target];
    for (const tick of range) this.#turn(tick, target.checked);
    this.#last = target.value;
    this.#show();
  };

  /** @param {KeyboardEvent} event */
  #pressed = (event) => {
    const { target } = event;
    if (event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target instanceof HTMLElement && target.matches("input:not([type=checkbox]), textarea, select")) return;
    const ticket = document.activeElement?.closest(".row") ?? document.querySelector(".row:has([aria-current])");
    const tick = ticket?.querySelector(".row__tick");
    if (!(tick instanceof HTMLInputElement)) return;
    event.preventDefault();
    this.#turn(tick, !tick.checked);
    this.#last = tick.value;
    this.#show();
  };

  /** @param {Event} event */
  #settled = ({ target }) => {
    if (!(target instanceof Element) || !target.matches("#queue, #queue-items")) return;
    for (const tick of this.#ticks) tick.checked = this.#chosen.has(tick.value);
    this.#show();
  };

  /** @param {Event} event */
  #said = ({ target }) => {
    if (!(target instanceof Element) || target.id !== "said") return;
    this.#clear();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => target.replaceChildren(), UNDO);
    const undo = target.querySelector("#bulk-undo");
    if (undo instanceof HTMLElement) undo.focus();
  };

  /**
   * @param {HTMLInputElement} tick
   * @param {boolean} isOn
   */
  #turn(tick, isOn) {
    tick.checked = isOn;
    if (isOn) this.#chosen.add(tick.value);
    else this.#chosen.delete(tick.value);
  }

  #clear() {
    for (const tick of this.#ticks) tick.checked = false;
    this.#chosen.clear();
    this.#show();
  }

  #show() {
    for (const value of this.#chosen) {
      if (!this.#ticks.some((tick) => tick.value === value)) this.#chosen.delete(value);
    }
    const count = this.querySelector("output");
    if (count) count.textContent = String(this.#chosen.size);
    this.toggleAttribute("empty", this.#chosen.size === 0);
  }

  get #ticks() {
    return /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll(".row__tick")]);
  }
}

customElements.define("row-choice", RowChoice);
