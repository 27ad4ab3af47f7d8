// @ts-check
import { SharedStream } from "./shared-stream.js";

const BREATH = 250; // milliseconds: a burst becomes one event now and one at its end
const PATIENCE = 4 * 1000; // a line that is back within 4 seconds is not worth a word

/**
 * <live-updates src="/live/desk" events="case.moved queue.moved resync">
 *
 * Announces each server-sent event on `document.body`, so that a fragment can say
 * `hx-trigger="live:queue.moved from:body"`. An event about one case is announced with its
 * number too, `live:case.moved:7KQF-3MDW-X`. A sign, which says what somebody does just now, has
 * its data in `detail`. `live:resync` means: fetch again, there is no replay.
 * `data-line` on <html> is "lost" while there is no connection.
 */
export class LiveUpdates extends HTMLElement {
  #stream = /** @type {SharedStream | null} */ (null);
  #resting = /** @type {Map<string, boolean>} */ (new Map());
  #doubt = 0;
  #unseen = false;

  connectedCallback() {
    document.addEventListener("visibilitychange", this.#look);
    const names = (this.getAttribute("events") ?? "").split(" ").filter(Boolean);
    this.#stream = new SharedStream(this.getAttribute("src") ?? "", names, this.#hear);
    this.#stream.open();
  }

  disconnectedCallback() {
    this.#stream?.close();
    document.removeEventListener("visibilitychange", this.#look);
    clearTimeout(this.#doubt);
  }

  /** @param {import("./shared-stream.js").Frame} frame */
  #hear = ({ name, data }) => {
    if (name === "lost") return this.#worry();

    clearTimeout(this.#doubt);
    this.#doubt = 0;
    delete document.documentElement.dataset.line;
    if (data.by && data.case) return this.#sign(`live:${name}:${data.case}`, data);
    this.#announce(`live:${name}`);
    if (typeof data.case === "string") this.#announce(`live:${name}:${data.case}`);
  };

  /** What somebody does just now goes with what it says, each time. @param {string} name @param {unknown} detail */
  #sign(name, detail) {
    document.body.dispatchEvent(new CustomEvent(name, { detail }));
    const [, kind] = name.split(":");
    document.body.dispatchEvent(new CustomEvent(`live:${kind}`, { detail }));
  }

  #worry() {
    this.#doubt ||= setTimeout(() => (document.documentElement.dataset.line = "lost"), PATIENCE);
  }

  /** Nobody looks at a hidden page: it learns that its list is old when it is looked at again. */
  #look = () => {
    if (!document.hidden && this.#unseen) this.#announce("live:queue.moved");
  };

  /** @param {string} name */
  #announce(name) {
    if (name === "live:queue.moved") {
      this.#unseen = document.hidden;
      if (this.#unseen) return;
    }
    if (this.#resting.has(name)) {
      this.#resting.set(name, true);
      return;
    }
    document.body.dispatchEvent(new CustomEvent(name));
    this.#resting.set(name, false);
    setTimeout(() => {
      const again = this.#resting.get(name);
      this.#resting.delete(name);
      if (again) this.#announce(name);
    }, BREATH);
  }
}

customElements.define("live-updates", LiveUpdates);
