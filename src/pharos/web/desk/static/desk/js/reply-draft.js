// @ts-check
import { post } from "./asking.js";
import { freshToken, keep, recall } from "./drafts.js";

const RETRY = 5 * 1000; // 5 seconds
const REST = 1000; // a second without a key: then the server keeps the draft
const REFUSED = 300;
const SERVER_TROUBLE = 500;

/**
 * <reply-draft case="7KQF-3MDW-X" src="…/draft/" drafted="…"><form>…</form></reply-draft>
 *
 * Keeps what is written per case, for replies and for notes apart, and sends with Ctrl+Enter.
 * The server keeps it too, so that another browser goes on with it; this browser keeps what the
 * server could not be told. When sending fails the text stays with its client token and is sent
 * again by itself: the server takes a token once. Changing the text after a failure makes it a
 * new message.
 */
export class ReplyDraft extends HTMLElement {
  #kind = "reply";
  #retry = 0;
  #rest = 0;
  /** What is under way. @type {{key: string, kind: string, text: string} | null} */
  #sent = null;

  connectedCallback() {
    this.#kind = this.#chosen;
    // Text that the server sent back (a refusal) is newer than the draft.
    if (!this.#isRefused) this.#field.value = this.#remembered;
    if (this.#field.value) this.#remember();

    this.addEventListener("input", this.#typed);
    this.addEventListener("change", this.#turned);
    this.addEventListener("keydown", this.#pressed);
    this.addEventListener("click", this.#clicked);
    this.addEventListener("htmx:beforeRequest", this.#leaves);
    this.addEventListener("htmx:beforeOnLoad", this.#arrived);
    this.addEventListener("htmx:afterRequest", this.#answered);
    document.body.addEventListener("live:resync", this.#sendAgain);
    window.addEventListener("online", this.#sendAgain);
    window.addEventListener("pagehide", this.#saveNow);
  }

  disconnectedCallback() {
    clearTimeout(this.#retry);
    this.#saveNow();
    document.body.removeEventListener("live:resync", this.#sendAgain);
    window.removeEventListener("online", this.#sendAgain);
    window.removeEventListener("pagehide", this.#saveNow);
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

  /**
   * Put words where the cursor is, in place of `from` characters before it.
   * @param {string} text
   * @param {number} from
   */
  insert(text, from = 0) {
    const field = this.#field;
    field.focus();
    field.setRangeText(text, Math.max(0, field.selectionStart - from), field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #typed = (/** @type {Event} */ event) => {
    if (event.target !== this.#field) return;
    this.#remember();
    clearTimeout(this.#rest);
    this.#rest = setTimeout(this.#saveNow, REST);
    if (this.hasAttribute("unsent")) this.#settle(freshToken());
  };

  #turned = () => {
    if (this.#chosen === this.#kind) return;
    // What is under way is no draft: it must not come back as one when the answer is there.
    if (!this.#isUnderWay) this.#remember();
    this.#saveNow();
    this.#keepInPage();
    this.#kind = this.#chosen;
    this.#field.value = this.#remembered;
    this.#field.focus();
  };

  /** Tell the server, if there is something that it has not been told. */
  #saveNow = () => {
    if (!this.#rest) return;
    clearTimeout(this.#rest);
    this.#rest = 0;
    const token = this.#token?.value ?? "";
    const fields = { kind: this.#kind, body: this.#field.value, client_token: token };
    post(this.getAttribute("src") ?? "", fields, { lasting: true }).catch(() => undefined);
  };

  /** @param {KeyboardEvent} event */
  #pressed = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.#button?.click();
    }
    if (event.key === "Escape" && !event.defaultPrevented) this.#field.blur();
  };

  /** @param {Event} event */
  #clicked = (event) => {
    if (event.target instanceof Element && event.target.closest("[data-again]")) this.#sendAgain();
  };

  /** What is being sent is no draft any more. */
  #leaves = () => {
    clearTimeout(this.#rest);
    this.#rest = 0;
    this.#sent = { key: this.#key, kind: this.#kind, text: this.#field.value };
  };

  /** Whether the field still shows what is being sent. */
  get #isUnderWay() {
    return this.#sent?.kind === this.#kind && this.#sent.text === this.#field.value;
  }

  /**
   * Forget before the fresh composer takes this one's place, or it would recall the draft. Whoever
   * has begun something else meanwhile keeps this composer, with its kind: a note that somebody has
   * begun must never become a reply.
   */
  #arrived = (/** @type {Event} */ event) => {
    const { xhr } = /** @type {CustomEvent} */ (event).detail;
    const sent = this.#sent;
    if (xhr.status >= REFUSED || !sent) return;
    keep(sent.key, "");
    if (this.#isUnderWay) return;

    event.preventDefault();
    const field = this.#field;
    if (this.#kind === sent.kind && field.value.startsWith(sent.text)) {
      field.value = field.value.slice(sent.text.length);
    }
    this.#sent = null;
    this.#settle(freshToken());
    this.#remember();
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
    if (this.#token) this.#token.value = token;
  }

  #remember() {
    keep(this.#key, this.#field.value);
  }

  #keepInPage() {
    this.#kept?.content.replaceChildren(this.#field.value);
  }

  /** The newer of what this browser and what the server has kept. */
  get #remembered() {
    const here = recall(this.#key);
    const there = this.#kept?.content.textContent ?? "";
    const since = Date.parse(this.getAttribute("drafted") ?? "") || 0;
    return here.text && (here.at > since || !there) ? here.text : there;
  }

  get #kept() {
    const kept = this.querySelector(`template[data-draft="${this.#kind}"]`);
    return kept instanceof HTMLTemplateElement ? kept : null;
  }

  get #isRefused() {
    return this.querySelector(".composer__notices [role=alert]") !== null;
  }

  get #token() {
    const field = this.querySelector("[name=client_token]");
    return field instanceof HTMLInputElement ? field : null;
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
