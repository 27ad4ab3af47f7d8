// @ts-check
import { post } from "./asking.js";

const KEPT = 100 * 1000; // the server repeats who is there every 40 seconds
const SHOWN = 4; // avatars; the sentence names all
const CHANGE = 300; // milliseconds in which one case takes the place of another
const PAGE = Math.random().toString(36).slice(2, 12);

/**
 * <case-people case="7KQF-3MDW-X" address="…/presence/" one="{name} is looking" many="…"><p></p></case-people>
 *
 * Says once that this agent has come to the case, and once that they go; shows who else is here.
 * As long as the stream is open the server repeats it for us, so an open page sends nothing.
 */
export class CasePeople extends HTMLElement {
  /** @type {Map<number, { name: string, timer: number }>} */
  #here = new Map();
  #ending = new AbortController();

  connectedCallback() {
    this.#ending = new AbortController();
    const { signal } = this.#ending;
    const number = this.getAttribute("case");
    document.body.addEventListener(`live:case.here:${number}`, this.#came, { signal });
    document.body.addEventListener(`live:case.gone:${number}`, this.#went, { signal });
    window.addEventListener("pagehide", () => this.#say("gone"), { signal });
    this.#say("here");
  }

  disconnectedCallback() {
    this.#ending.abort();
    for (const { timer } of this.#here.values()) clearTimeout(timer);
    this.#here.clear();
    setTimeout(() => {
      const next = document.querySelector("case-people");
      if (!next) this.#say("gone");
    }, CHANGE);
  }

  /** @param {"here" | "gone"} step */
  #say(step) {
    const address = this.getAttribute("address") ?? "";
    post(address, { step, page: PAGE }, { lasting: true }).catch(() => undefined);
  }

  /** @param {Event} event */
  #came = (event) => {
    const { who, name } = /** @type {CustomEvent} */ (event).detail;
    clearTimeout(this.#here.get(who)?.timer);
    const timer = setTimeout(() => this.#forget(who), KEPT);
    this.#here.set(who, { name, timer });
    this.#show();
  };

  /** @param {Event} event */
  #went = (event) => this.#forget(/** @type {CustomEvent} */ (event).detail.who);

  /** @param {number} who */
  #forget(who) {
    clearTimeout(this.#here.get(who)?.timer);
    if (this.#here.delete(who)) this.#show();
  }

  #show() {
    const line = this.querySelector("p");
    if (!line) return;
    const names = [...this.#here.values()].map(({ name }) => name);
    const faces = names.slice(0, SHOWN).map((name) => {
      const face = document.createElement("span");
      face.className = "avatar avatar--staff avatar--small";
      face.setAttribute("aria-hidden", "true");
      face.textContent = name.slice(0, 2).toUpperCase();
      return face;
    });
    const pattern = this.getAttribute(names.length > 1 ? "many" : "one") ?? "";
    const words = document.createElement("span");
    words.textContent = names.length ? pattern.replace(/{names?}/, () => names.join(", ")) : "";
    line.replaceChildren(...faces, words);
  }
}

customElements.define("case-people", CasePeople);
