// @ts-check
import { fragment } from "./asking.js";
import { ReplyDraft } from "./reply-draft.js";

const BREATH = 120; // milliseconds
const ASKED = { "/": "replies", "@": "people" };
const MARK = /(?:^|\s)([/@])([^\s/@]{0,40})$/u;

/**
 * <composer-help replies="…/saved-replies/" people="…/colleagues/"><div></div></composer-help>
 *
 * Offers saved replies after "/" and, in a note, colleagues after "@". Arrows choose, Enter or
 * Tab takes, Escape closes. What is taken stands in the text, filled in, before it is sent.
 */
export class ComposerHelp extends HTMLElement {
  #timer = 0;
  #asked = 0;
  #written = 0; // how many characters the choice takes the place of

  connectedCallback() {
    this.#composer?.addEventListener("input", this.#typed);
    this.#composer?.addEventListener("keydown", this.#pressed, true);
    this.#composer?.addEventListener("focusout", this.#left);
    this.#composer?.addEventListener("click", this.#clicked);
    this.addEventListener("mousedown", (event) => event.preventDefault()); // the text keeps focus
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  #typed = () => {
    const field = this.#field;
    const before = field?.value.slice(0, field.selectionStart) ?? "";
    const found = MARK.exec(before);
    if (!found || (found[1] === "@" && !this.#isNote)) return this.#close();
    this.#written = found[2].length + 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(found[1], found[2]), BREATH);
  };

  /**
   * @param {string} mark
   * @param {string} words
   */
  async #ask(mark, words) {
    const turn = ++this.#asked;
    const address = this.getAttribute(ASKED[/** @type {"/" | "@"} */ (mark)]) ?? "";
    const found = await fragment(`${address}?q=${encodeURIComponent(words)}`).catch(() => "");
    if (turn !== this.#asked || !this.isConnected) return;
    const parsed = new DOMParser().parseFromString(found, "text/html").body;
    this.#list.replaceChildren(...parsed.childNodes);
    this.#list.hidden = !found;
    this.#field?.setAttribute("aria-controls", "composer-offers");
    this.#choose(this.#offers[0]);
  }

  /** @param {KeyboardEvent} event */
  #pressed = (event) => {
    if (this.#list.hidden || event.isComposing || event.ctrlKey || event.metaKey) return;
    const act = this.#acts[event.key];
    if (!act || (event.key !== "Escape" && !this.#offers.length)) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };

  /** @type {Record<string, () => void>} */
  #acts = {
    ArrowDown: () => this.#step(1),
    ArrowUp: () => this.#step(-1),
    Enter: () => this.#take(this.#chosen),
    Tab: () => this.#take(this.#chosen),
    Escape: () => this.#close(),
  };

  /** @param {Event} event */
  #clicked = ({ target }) => {
    if (!(target instanceof Element)) return;
    const offer = target.closest("[data-insert]");
    if (offer instanceof HTMLElement && this.contains(offer)) return this.#take(offer);
    if (!target.closest("[data-offer-replies]")) return;
    if (!this.#list.hidden) return this.#close();
    this.#written = 0;
    this.#field?.focus();
    this.#ask("/", "");
  };

  /** @param {FocusEvent} event */
  #left = ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && this.#composer?.contains(relatedTarget)) return;
    this.#close();
  };

  /** @param {number} by */
  #step(by) {
    const offers = this.#offers;
    const at = this.#chosen ? offers.indexOf(this.#chosen) : -1;
    this.#choose(offers[(at + by + offers.length) % offers.length]);
  }

  /** @param {HTMLElement | undefined} offer */
  #choose(offer) {
    for (const each of this.#offers) each.setAttribute("aria-selected", String(each === offer));
    offer?.scrollIntoView({ block: "nearest" });
    this.#field?.setAttribute("aria-activedescendant", offer?.id ?? "");
  }

  /** @param {HTMLElement | undefined} offer */
  #take(offer) {
    const text = offer?.dataset.insert ?? "";
    this.#close();
    if (text) this.#composer?.insert(text, this.#written);
    this.#close();
  }

  #close() {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#list.hidden = true;
    this.#list.replaceChildren();
    this.#field?.removeAttribute("aria-activedescendant");
    this.#field?.removeAttribute("aria-controls");
  }

  get #offers() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll("[data-insert]")]);
  }

  get #chosen() {
    return this.#offers.find((offer) => offer.getAttribute("aria-selected") === "true");
  }

  get #isNote() {
    return this.#composer?.querySelector('[name="kind"][value="note"]:checked') !== null;
  }

  get #composer() {
    const composer = this.closest("reply-draft");
    return composer instanceof ReplyDraft ? composer : null;
  }

  get #field() {
    const field = this.#composer?.querySelector("textarea");
    return field instanceof HTMLTextAreaElement ? field : null;
  }

  get #list() {
    return /** @type {HTMLElement} */ (this.querySelector("div"));
  }
}

customElements.define("composer-help", ComposerHelp);
