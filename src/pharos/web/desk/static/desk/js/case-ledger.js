// @ts-check

const NEAR_END = 48; // pixels

/**
 * <case-ledger><div class="case__body">…<ol class="ledger">…</ol></div></case-ledger>
 *
 * Knows what the agent has seen: entries that came while the page was visible and scrolled to
 * its end. Writes the last one seen into the composer (`seen`), so that the server can say that
 * the customer has written since, and marks where the unseen ones begin.
 */
export class CaseLedger extends HTMLElement {
  connectedCallback() {
    this.addEventListener("htmx:afterSettle", this.#grown);
    this.addEventListener("click", this.#clicked);
    this.#body.addEventListener("scroll", this.#looked);
    document.addEventListener("visibilitychange", this.#looked);
  }

  disconnectedCallback() {
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
  };

  /** @param {Event} event */
  #clicked = (event) => {
    if (event.target instanceof Element && event.target.closest("[data-newest]")) {
      this.#body.scrollTop = 0; // the column is reversed: its end is at zero
      this.#looked();
    }
  };

  #mark() {
    const line = this.querySelector("[data-new-line]");
    const seen = document.querySelector("reply-draft [name=seen]");
    const from = seen instanceof HTMLInputElement ? Number(seen.value) : this.#last;
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
