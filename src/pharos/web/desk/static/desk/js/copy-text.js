// @ts-check
import { say } from "./saying.js";

/**
 * <copy-text value="0x8c41…" data-done="Copied."><span>0x8c41…90be2</span><button>…</button></copy-text>
 *
 * Its button copies the whole value of what is shown shortened.
 */
export class CopyText extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.#pressed);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#pressed);
  }

  /** @param {MouseEvent} event */
  #pressed = async ({ target }) => {
    if (!(target instanceof Element) || !target.closest("button")) return;
    await navigator.clipboard.writeText(this.getAttribute("value") ?? "");
    say(this.dataset.done ?? "");
  };
}

customElements.define("copy-text", CopyText);
