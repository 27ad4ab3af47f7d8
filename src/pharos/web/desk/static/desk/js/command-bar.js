// @ts-check
import { fragment } from "./asking.js";
import { ReplyDraft } from "./reply-draft.js";

const BREATH = 150; // milliseconds
const SHORTEST = 2; // characters that are worth a look; one, where a sign is a word
const GLUED = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/u;

/**
 * <command-bar popover search="/desk/search/" more="/desk/bar/">
 *   <input role="combobox"> <div role="listbox">groups of options</div>
 * </command-bar>
 *
 * Everything by its name: cases, lists, what to do with the open case, saved replies, colleagues.
 * Options that the page has no control for are not offered.
 */
export class CommandBar extends HTMLElement {
  #timer = 0;
  #turn = 0;
  #back = /** @type {Element | null} */ (null);

  connectedCallback() {
    this.addEventListener("input", this.#typed);
    this.addEventListener("keydown", this.#pressed);
    this.addEventListener("click", this.#clicked);
    this.addEventListener("toggle", this.#turned);
    document.addEventListener("click", this.#asked);
    document.addEventListener("keydown", this.#called);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    document.removeEventListener("click", this.#asked);
    document.removeEventListener("keydown", this.#called);
  }

  open() {
    if (this.matches(":popover-open")) return;
    this.#back = document.activeElement;
    this.#field.value = "";
    this.showPopover();
    this.#field.focus();
    this.#narrow();
    this.#fetchMore();
  }

  /** @param {KeyboardEvent} event */
  #called = (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (this.matches(":popover-open")) this.hidePopover();
    else this.open();
  };

  /** The link to the search page opens the bar instead. @param {MouseEvent} event */
  #asked = (event) => {
    const link = event.target instanceof Element && event.target.closest("[data-key=search]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.open();
  };

  /** @param {Event} event */
  #turned = (event) => {
    if (!(event instanceof ToggleEvent) || event.newState !== "closed") return;
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.#found.replaceChildren();
  };

  #typed = () => {
    this.#narrow();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(), BREATH);
  };

  async #fetchMore() {
    const number = document.querySelector("case-ledger")?.getAttribute("case") ?? "";
    const address = `${this.getAttribute("more")}?case=${encodeURIComponent(number)}`;
    const part = this.querySelector("#bar-more");
    const more = await fragment(address).catch(() => "");
    part?.replaceChildren(...parsed(more));
    process(part);
    this.#narrow();
  }

  async #search() {
    const words = this.#field.value.trim();
    const turn = ++this.#turn;
    const enough = words.length >= SHORTEST || GLUED.test(words);
    const address = `${this.getAttribute("search")}?bar&q=${encodeURIComponent(words)}`;
    const found = enough ? await fragment(address).catch(() => "") : "";
    if (turn !== this.#turn) return;
    this.#found.replaceChildren(...parsed(found));
    for (const [place, link] of [...this.#found.querySelectorAll("a")].entries()) {
      link.id = `bar-case-${place}`;
      link.tabIndex = -1;
      link.setAttribute("role", "option");
    }
    for (const each of this.#found.querySelectorAll("ul, li")) each.setAttribute("role", "none");
    process(this.#found);
    this.#narrow();
  }

  /** Show what the words name, and choose the first. */
  #narrow() {
    const words = this.#field.value.trim().toLocaleLowerCase().split(/\s+/);
    for (const option of this.#all) {
      const name = option.textContent?.toLocaleLowerCase() ?? "";
      const isFound = this.#found.contains(option);
      const isNamed = words.every((word) => name.includes(word));
      option.hidden = !isFound && (!isNamed || !this.#isPossible(option));
    }
    for (const group of this.querySelectorAll("[role=group]")) {
      const options = /** @type {HTMLElement[]} */ ([...group.querySelectorAll("[role=option]")]);
      group.toggleAttribute("hidden", !options.some((option) => !option.hidden));
    }
    const shown = this.#shown;
    this.querySelector(".bar__none")?.toggleAttribute("hidden", shown.length > 0);
    this.#choose(shown[0]);
  }

  /** @param {HTMLElement} option */
  #isPossible(option) {
    const { press, insert } = option.dataset;
    if (insert !== undefined) return document.querySelector("reply-draft") !== null;
    return !press || document.querySelector(press) !== null;
  }

  /** @param {KeyboardEvent} event */
  #pressed = (event) => {
    if (event.isComposing) return;
    const act = this.#acts[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };

  /** @type {Record<string, () => void>} */
  #acts = {
    ArrowDown: () => this.#step(1),
    ArrowUp: () => this.#step(-1),
    Tab: () => this.#step(1),
    Enter: () => this.#chosen?.click(),
    Escape: () => this.#leave(),
  };

  /** Close, and give the keys back to whoever had them. */
  #leave() {
    this.hidePopover();
    this.#field.blur();
    if (this.#back instanceof HTMLElement && this.#back.isConnected) this.#back.focus();
  }

  /** @param {number} by */
  #step(by) {
    const shown = this.#shown;
    const at = this.#chosen ? shown.indexOf(this.#chosen) : -1;
    this.#choose(shown[(at + by + shown.length) % shown.length]);
  }

  /** @param {HTMLElement | undefined} option */
  #choose(option) {
    for (const each of this.#all) each.setAttribute("aria-selected", String(each === option));
    this.#field.setAttribute("aria-activedescendant", option?.id ?? "");
    option?.scrollIntoView({ block: "nearest" });
  }

  /** @param {Event} event */
  #clicked = ({ target }) => {
    const option = target instanceof Element ? target.closest("[role=option]") : null;
    if (!(option instanceof HTMLElement)) return;
    const { press, insert } = option.dataset;
    this.hidePopover();
    if (this.#back instanceof HTMLElement && this.#back.isConnected) this.#back.focus();
    if (press) document.querySelector(press)?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    const composer = document.querySelector("reply-draft");
    if (insert === undefined || !(composer instanceof ReplyDraft)) return;
    composer.begin("reply");
    composer.insert(insert);
  };

  get #all() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll("[role=option]")]);
  }

  get #shown() {
    return this.#all.filter((option) => !option.hidden);
  }

  get #chosen() {
    return this.#shown.find((option) => option.getAttribute("aria-selected") === "true");
  }

  get #found() {
    return /** @type {HTMLElement} */ (this.querySelector("#bar-found"));
  }

  get #field() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input"));
  }
}

/** @param {string} text */
function parsed(text) {
  return new DOMParser().parseFromString(text, "text/html").body.childNodes;
}

/** Let htmx see what it did not fetch itself. @param {Element | null} part */
function process(part) {
  if (part) /** @type {any} */ (window).htmx?.process(part);
}

customElements.define("command-bar", CommandBar);
