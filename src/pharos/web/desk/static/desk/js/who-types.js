// @ts-check

const SHOWN = 6 * 1000; // a sign is good for 6 seconds
const THROTTLE = 3 * 1000;

/**
 * <who-types case="7KQF-3MDW-X" address="/desk/cases/7KQF-3MDW-X/typing/" one="{name} is typing" many="…">
 *   <p role="status"></p>
 * </who-types>
 *
 * Shows who writes in this case just now, customer or colleague, and says so of this agent while
 * they write a reply. A note is nobody's business.
 */
export class WhoTypes extends HTMLElement {
  /** @type {Map<string, {by: string, name: string, timer: number}>} */
  #typing = new Map();
  #said = 0;
  #ending = new AbortController();

  connectedCallback() {
    this.#ending = new AbortController();
    const { signal } = this.#ending;
    document.addEventListener("input", this.#typed, { signal });
    document.body.addEventListener(`live:case.typing:${this.getAttribute("case")}`, this.#heard, { signal });
    const ledger = document.querySelector("#case .ledger");
    if (!ledger) return;
    const watch = new MutationObserver(this.#grown);
    watch.observe(ledger, { childList: true });
    signal.addEventListener("abort", () => watch.disconnect());
  }

  disconnectedCallback() {
    this.#ending.abort();
    for (const { timer } of this.#typing.values()) clearTimeout(timer);
    this.#typing.clear();
  }

  /** @param {Event} event */
  #typed = ({ target }) => {
    if (!(target instanceof HTMLTextAreaElement) || target.name !== "body" || !target.value) return;
    const form = target.closest("reply-draft form");
    if (!(form instanceof HTMLFormElement)) return;
    const data = new FormData(form);
    if (data.get("kind") === "note" || Date.now() < this.#said + THROTTLE) return;
    this.#said = Date.now();
    const headers = { "x-csrftoken": String(data.get("csrfmiddlewaretoken")) };
    fetch(this.getAttribute("address") ?? "", { method: "POST", headers }).catch(() => undefined);
  };

  /** @param {Event} event */
  #heard = (event) => {
    const { by, who, name } = /** @type {CustomEvent} */ (event).detail;
    const key = `${by}:${who}`;
    clearTimeout(this.#typing.get(key)?.timer);
    const timer = setTimeout(() => this.#forget(key), SHOWN);
    this.#typing.set(key, { by, name: name || this.getAttribute("visitor"), timer });
    this.#show();
  };

  /** Whoever's words have come is done; of whatever else happens in the case they may know nothing. @param {MutationRecord[]} records */
  #grown = (records) => {
    const entries = records.flatMap(({ addedNodes }) => [...addedNodes]).filter((node) => node instanceof Element);
    for (const [key, { by, name }] of [...this.#typing]) {
      const isTheirs = (/** @type {Element} */ entry) =>
        by === "customer"
          ? entry.matches(".entry--customer")
          : entry.matches(".entry--agent, .entry--note") && entry.querySelector(".entry__who b")?.textContent === name;
      if (entries.some(isTheirs)) this.#forget(key);
    }
  };

  /** @param {string} key */
  #forget(key) {
    clearTimeout(this.#typing.get(key)?.timer);
    if (this.#typing.delete(key)) this.#show();
  }

  #show() {
    const names = [...this.#typing.values()].map(({ name }) => name);
    const words = names.length > 1 ? "many" : "one";
    const line = this.querySelector("p");
    const filled = (this.getAttribute(words) ?? "").replace(/{names?}/, () => names.join(", "));
    if (line) line.textContent = names.length ? filled : "";
  }
}

customElements.define("who-types", WhoTypes);
