// @ts-check
import { forgetAll } from "./drafts.js";
import { ReplyDraft } from "./reply-draft.js";

const SWITCH = "pharos:keys";
const READING = 8 * 1000; // 8 seconds

/**
 * <desk-keys>…the desk…</desk-keys>
 *
 * j and k move in the queue, Enter opens, r replies, n notes, t takes, e resolves, ? lists the
 * keys. They are quiet while somebody types, and can be switched off in the list. Follows the
 * address with `aria-current`, since cases change without a new page.
 */
export class DeskKeys extends HTMLElement {
  #reading = 0;
  #goes = false; // g was pressed: the next key names a list

  connectedCallback() {
    document.addEventListener("keydown", this.#pressed);
    document.addEventListener("submit", this.#leaving);
    document.addEventListener("click", this.#began);
    document.body.addEventListener("htmx:afterSettle", this.#follow);
    document.body.addEventListener("htmx:historyRestore", this.#follow);
    document.body.addEventListener("htmx:afterSwap", this.#alerted);
    document.body.addEventListener("htmx:afterSwap", this.#shown);
    document.body.addEventListener("htmx:afterRequest", this.#done);
    const choice = this.#choice;
    if (!choice) return;
    choice.checked = localStorage.getItem(SWITCH) !== "off";
    choice.addEventListener("change", () =>
      localStorage.setItem(SWITCH, choice.checked ? "on" : "off"),
    );
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#pressed);
    document.removeEventListener("submit", this.#leaving);
    document.removeEventListener("click", this.#began);
    document.body.removeEventListener("htmx:afterSettle", this.#follow);
    document.body.removeEventListener("htmx:historyRestore", this.#follow);
    document.body.removeEventListener("htmx:afterSwap", this.#alerted);
    document.body.removeEventListener("htmx:afterSwap", this.#shown);
    document.body.removeEventListener("htmx:afterRequest", this.#done);
    clearTimeout(this.#reading);
  }

  /** @param {KeyboardEvent} event */
  #pressed = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (this.#choice && !this.#choice.checked) return;

    const act = this.#goes ? this.#goTo(event.key) : this.#acts[event.key];
    this.#goes = event.key === "g" && !this.#goes;
    if (!act) return;
    event.preventDefault();
    act();
  };

  /** The key after g names a list. @param {string} key */
  #goTo(key) {
    const link = this.querySelector(`[data-go="${CSS.escape(key)}"]`);
    return link instanceof HTMLElement ? () => link.click() : undefined;
  }

  /** @type {Record<string, () => void>} */
  #acts = {
    j: () => this.#step(1),
    k: () => this.#step(-1),
    r: () => this.#composer?.begin("reply"),
    n: () => this.#composer?.begin("note"),
    o: () => this.#open(),
    a: () => press("[data-key=take]"),
    t: () => press("[data-key=take]"),
    e: () => press("[data-key=resolve]"),
    p: () => press("[data-key=me]"),
    f: () => press("[data-key=filter]"),
    l: () => press("[data-key=lists]"),
    b: () => press("[data-key=bulk]"),
    s: () => press('#case-menu a[href*="/snooze/"]'),
    d: () => press('#case-menu a[href*="/diagnoses/"]'),
    w: () => press("[data-key=words]"),
    i: () => press("[data-key=bell]"),
    m: () => press("[data-key=more]"),
    "/": () => press("[data-key=search]"),
    "?": () => press("[data-key=list]"),
  };

  /** Open what is in focus, or the first case if none is. */
  #open() {
    const focused = document.activeElement;
    if (focused instanceof HTMLElement && focused.matches(".ticket")) focused.click();
    else this.#step(1);
  }

  /** @param {number} by */
  #step(by) {
    const tickets = /** @type {HTMLElement[]} */ ([...this.querySelectorAll(".ticket")]);
    const focused = tickets.findIndex((ticket) => ticket === document.activeElement);
    const open = tickets.findIndex((ticket) => ticket.hasAttribute("aria-current"));
    const from = focused >= 0 ? focused : open;
    const next = from < 0 ? 0 : Math.min(Math.max(from + by, 0), tickets.length - 1);
    tickets[next]?.focus();
  }

  #follow = () => {
    for (const ticket of this.querySelectorAll("a.ticket")) {
      const isOpen = new URL(ticket.getAttribute("href") ?? "", location.href).pathname;
      if (isOpen === location.pathname) ticket.setAttribute("aria-current", "true");
      else ticket.removeAttribute("aria-current");
    }
    const heading = document.querySelector(".case--open h1");
    if (heading?.textContent) document.title = heading.textContent.trim();
  };

  /** A refusal is read and then goes. @param {Event} event */
  #alerted = ({ target }) => {
    if (!(target instanceof Element) || target.id !== "problem") return;
    clearTimeout(this.#reading);
    this.#reading = setTimeout(() => target.replaceChildren(), READING);
  };

  /** The command bar begins a reply or a note by pressing its tab. @param {Event} event */
  #began = ({ target }) => {
    const tab = target instanceof Element ? target.closest("[data-key=reply], [data-key=note]") : null;
    if (tab) this.#composer?.begin(tab.matches("[data-key=note]") ? "note" : "reply");
  };

  /** What is fetched into the sheet is shown in it. @param {Event} event */
  #shown = ({ target }) => {
    const sheet = document.querySelector("#sheet");
    if (!(target instanceof Element) || target.id !== "sheet-body") return;
    if (sheet instanceof HTMLElement && !sheet.matches(":popover-open")) sheet.showPopover();
    const first = target.querySelector("[autofocus]");
    if (first instanceof HTMLElement) first.focus();
  };

  /** A form in the sheet that did its work closes it. @param {Event} event */
  #done = (event) => {
    const { elt, successful } = /** @type {CustomEvent} */ (event).detail;
    const sheet = document.querySelector("#sheet");
    if (!successful || !(elt instanceof Element) || !elt.closest("#sheet [data-closes]")) return;
    if (sheet instanceof HTMLElement && sheet.matches(":popover-open")) sheet.hidePopover();
  };

  /** @param {SubmitEvent} event */
  #leaving = (event) => {
    if (event.target instanceof Element && event.target.matches("[data-sign-out]")) forgetAll();
  };

  get #composer() {
    const composer = this.querySelector("reply-draft");
    return composer instanceof ReplyDraft ? composer : null;
  }

  get #choice() {
    const choice = this.querySelector("#single-keys");
    return choice instanceof HTMLInputElement ? choice : null;
  }
}

/** @param {string} selector */
function press(selector) {
  const target = document.querySelector(selector);
  if (target instanceof HTMLElement) target.click();
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  const isTicked = target instanceof HTMLInputElement && /radio|checkbox/.test(target.type);
  return target.matches("input, textarea, select") && !isTicked;
}

customElements.define("desk-keys", DeskKeys);
