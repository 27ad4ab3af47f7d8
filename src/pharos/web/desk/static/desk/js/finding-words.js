// @ts-check
import { fragment } from "./asking.js";
import { ReplyDraft } from "./reply-draft.js";
import { say } from "./saying.js";

/**
 * <finding-words data-done="It stands in the reply."><a href="…/words/">Put it into the reply</a></finding-words>
 *
 * Puts the finding's sentences, as the server words them for the customer, into the reply that is
 * being written. It never sends. Without script the link leads to the case with them in its reply.
 */
export class FindingWords extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.#pressed);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#pressed);
  }

  /** @param {MouseEvent} event */
  #pressed = async (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const found = await fragment(link.href).catch(() => "");
    const parsed = new DOMParser().parseFromString(found, "text/html");
    const words = parsed.querySelector("[data-insert]")?.getAttribute("data-insert");
    const composer = document.querySelector("reply-draft");
    if (!words || !(composer instanceof ReplyDraft)) return;
    this.#show(composer, words);
  };

  /**
   * @param {ReplyDraft} composer
   * @param {string} words
   */
  #show(composer, words) {
    const facts = this.closest("[popover]");
    if (facts instanceof HTMLElement && facts.matches(":popover-open")) facts.hidePopover();
    composer.begin("reply");
    const field = composer.querySelector("textarea");
    const before = field?.value.slice(0, field.selectionStart) ?? "";
    composer.insert(before && !before.endsWith("\n") ? `\n${words}` : words);
    say(this.dataset.done ?? "");
  }
}

customElements.define("finding-words", FindingWords);
