// @ts-check
import { freshToken, keep, recall } from "./drafts.js";

const RETRY = 5 * 1000; // 5 seconds
const REFUSED = 300;
const SERVER_TROUBLE = 500;

/**
 * <reply-draft case="7KQF-3MDW-X"><form>…</form></reply-draft>
 *
 * Keeps what is written per case, for replies and for notes apart, and sends with Ctrl+Enter.
 * When sending fails the text stays with its client token and is sent again by itself: the
 * server takes a token once. Changing the text after a failure makes it a new message.
 */
export class ReplyDraft extends HTMLElement {
  #kind = "reply";
  #retry = 0;

  connectedCallback() {
    this.#kind = this.#chosen;
    // Text that the server sent back (a refusal) is newer than the draft.
    if (this.#field.value) this.#remember();
    else this.#field.value = recall(this.#key);

    this.addEventListener("input", this.#typed);
    this.addEventListener("change", this.#turned);
    this.addEventListener("keydown", this.#pressed);
    this.addEventListener("click", this.#clicked);
    this.addEventListener("htmx:beforeOnLoad", this.#arrived);
    this.addEventListener("htmx:afterRequest", this.#answered);
    document.body.addEventListener("live:resync", this.#sendAgain);
    window.addEventListener("online", this.#sendAgain);
  }

  disconnectedCallback() {
    clearTimeout(this.#retry);
    document.body.removeEventListener("live:resync", this.#sendAgain);
    window.removeEventListener("online", this.#sendAgain);
  }

  /** @param {"reply" | "note"} kind */
  begin(kind) {
    const choice = this.querySelector(`input[name="kind"][value="${kind}"]`);
    if (choice instanceof HTMLInputElement && !choice.checked) {
      choice.checked = true;
      this.#turned();
    }
    this.#field.focus();
  }

  #typed = () => {
    this.#remember();
    if (this.hasAttribute("unsent")) this.#settle(freshToken());
  };

  #turned = () => {
    if (this.#chosen === this.#kind) return;
    this.#remember();
    this.#kind = this.#chosen;
    this.#field.value = recall(this.#key);
    this.#field.focus();
  };

  /** @param {KeyboardEvent} event */
  #pressed = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.#button?.click();
    }
    if (event.key === "Escape") this.#field.blur();
  };

  /** @param {Event} event */
  #clicked = (event) => {
    if (event.target instanceof Element && event.target.closest("[data-again]")) this.#sendAgain();
  };

  /** Forget before the fresh composer takes this one's place, or it would recall the draft. */
  #arrived = (/** @type {Event} */ event) => {
    const { xhr } = /** @type {CustomEvent} */ (event).detail;
    if (xhr.status < REFUSED) keep(this.#key, "");
  };

  /** @param {Event} event */
  #answered = (event) => {
    const { xhr } = /** @type {CustomEvent} */ (event).detail;
    if (!xhr.status || xhr.status >= SERVER_TROUBLE) this.#wait();
  };

  #wait() {
    this.toggleAttribute("unsent", true);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(this.#sendAgain, RETRY);
  }

  #sendAgain = () => {
    if (!this.hasAttribute("unsent")) return;
    clearTimeout(this.#retry);
    this.#button?.click();
  };

  /** @param {string} token */
  #settle(token) {
    clearTimeout(this.#retry);
    this.toggleAttribute("unsent", false);
    const field = this.querySelector("[name=client_token]");
    if (field instanceof HTMLInputElement) field.value = token;
  }

  #remember() {
    keep(this.#key, this.#field.value);
  }

  get #key() {
    return `${this.getAttribute("case")}:${this.#kind}`;
  }

  get #chosen() {
    const choice = this.querySelector('input[name="kind"]:checked');
    return choice instanceof HTMLInputElement ? choice.value : "reply";
  }

  get #field() {
    return /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
  }

  get #button() {
    return /** @type {HTMLButtonElement | null} */ (
      this.querySelector(`button[data-kind="${this.#kind}"]`)
    );
  }
}

customElements.define("reply-draft", ReplyDraft);
