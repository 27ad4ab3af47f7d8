// @ts-check
import { post } from "./asking.js";

const BREATH = 400; // milliseconds: what comes together is told together
const NEAR_END = 48; // pixels

/**
 * <case-ledger src="…/seen/" seen="7"><div class="case__body">…<ol class="ledger">…</ol></div></case-ledger>
 *
 * Knows what the agent has seen: entries that came while the page was visible and scrolled to
 * its end. Writes the last one seen into the composer (`seen`), so that the server can say that
 * the customer has written since, and marks where the unseen ones begin. The server is told once
 * what was seen, so that the lists of this person show what is new to them.
 */
export class CaseLedger extends HTMLElement {
  #told = 0;
  #telling = 0;

  connectedCallback() {
    this.#told = Number(this.getAttribute("seen") ?? 0);
    if (this.#told > 0 && this.#told < this.#last) this.#markAfter(this.#told);
    this.#looked();
    this.addEventListener("htmx:afterSettle", this.#grown);
    this.addEventListener("click", this.#clicked);
    this.#body.addEventListener("scroll", this.#looked);
    document.addEventListener("visibilitychange", this.#looked);
  }

  disconnectedCallback() {
    clearTimeout(this.#telling);
    document.removeEventListener("visibilitychange", this.#looked);
  }

  #grown = () => {
    if (this.#isWatched) return this.#looked();
    this.#mark();
    this.#button?.toggleAttribute("hidden", false);
  };

  #looked = () => {
    if (!this.#isWatched) return;
    this.#button?.toggleAttribute("hidden", true);
    const seen = document.querySelector("reply-draft [name=seen]");
    if (seen instanceof HTMLInputElement) {
      seen.value = String(Math.max(this.#last, Number(seen.value)));
    }
    if (this.#last <= this.#told) return;
    clearTimeout(this.#telling);
    this.#telling = setTimeout(this.#tell, BREATH);
  };

  #tell = () => {
    this.#told = this.#last;
    post(this.getAttribute("src") ?? "", { seq: String(this.#told) }).then(
      () => document.querySelector(".ticket[aria-current]")?.classList.remove("ticket--unread"),
      () => (this.#told = 0), // the next look tells it
    );
  };

  /** @param {Event} event */
  #clicked = (event) => {
    if (event.target instanceof Element && event.target.closest("[data-newest]")) {
      this.#body.scrollTop = 0; // the column is reversed: its end is at zero
      this.#looked();
    }
  };

  #mark() {
    const seen = document.querySelector("reply-draft [name=seen]");
    this.#markAfter(seen instanceof HTMLInputElement ? Number(seen.value) : this.#last);
  }

  /** @param {number} from */
  #markAfter(from) {
    const line = this.querySelector("[data-new-line]");
    const first = [...this.querySelectorAll("[data-seq]")].find(
      (entry) => entry instanceof HTMLElement && Number(entry.dataset.seq) > from,
    );
    if (!(line instanceof HTMLTemplateElement) || !first) return;

    this.querySelector(".line--new")?.remove();
    first.before(line.content.cloneNode(true));
  }

  get #isWatched() {
    return document.visibilityState === "visible" && Math.abs(this.#body.scrollTop) < NEAR_END;
  }

  get #last() {
    const cursor = document.querySelector("#ledger-after");
    return cursor instanceof HTMLInputElement ? Number(cursor.value) : 0;
  }

  get #body() {
    return /** @type {HTMLElement} */ (this.querySelector(".case__body"));
  }

  get #button() {
    return this.querySelector("[data-newest]");
  }
}

customElements.define("case-ledger", CaseLedger);
