// @ts-check
import { Refusal } from "./session.js";
import { alone, patience, pause } from "./store.js";

/**
 * @typedef {{key: string, conversation: string, client_token: string, text: string, topic?: string, at: string,
 *   files?: import("./files.js").Named[], failed?: string}} Item
 * @typedef {{position: number, at: string, text: string, removed?: string[], case: string}} Receipt
 */

/**
 * Messages on their way. Each is written down before any network is touched and stays until the
 * server has it; one tab of the browser sends, in order; a repeated send is told apart by its client token.
 */
export class Outbox {
  #count = 0;
  /** What goes with the next message. @type {Item["files"]} */
  files;
  #running = false;
  #wake = new AbortController();

  /**
   * @param {import("./session.js").Session} session
   * @param {{sent: (item: Item, receipt: Receipt) => void, changed: () => void, lost: (error: unknown) => void}} on
   */
  constructor(session, on) {
    this.session = session;
    this.store = session.store;
    this.on = on;
    addEventListener("online", () => this.wake());
  }

  /** @returns {Item[]} */
  get items() {
    return this.store.keys("out:").flatMap((key) => {
      const text = this.store.get(key);
      return text ? [{ ...JSON.parse(text), key }] : [];
    });
  }

  /** @param {string} conversation @param {string} text @param {string} [topic] */
  put(conversation, text, topic) {
    const at = new Date();
    const order = at.getTime().toString(36) + (this.#count++).toString(36).padStart(4, "0");
    const item = { conversation, client_token: crypto.randomUUID(), text, topic, files: this.files, at: at.toISOString() };
    this.files = undefined;
    this.#write(`out:${order}:${item.client_token}`, item);
    this.wake();
  }

  /** @param {string} client_token it has arrived, whoever says so */
  drop(client_token) {
    for (const key of this.store.keys("out:")) if (key.endsWith(client_token)) this.#write(key, null);
  }

  /** Once more, as it is. @param {Item} item */
  retry({ failed, ...item }) {
    this.#write(item.key, item);
    this.wake();
  }

  /** Ends a pause between two tries, and starts sending if nobody here does. */
  wake() {
    this.#wake.abort();
    this.#wake = new AbortController();
    if (this.#running || !this.#next) return;
    this.#running = true;
    alone(`${this.store.prefix}send`, () => this.#send()).finally(() => {
      this.#running = false;
    });
  }

  get #next() {
    return this.items.find((item) => !item.failed);
  }

  async #send() {
    for (let tries = 0, item; (item = this.#next); ) {
      try {
        const { conversation, client_token, text, topic, files } = item;
        const answer = await this.session.ask(`conversations/${conversation}/messages`, {
          body: { client_token, text, topic, files },
        });
        this.on.sent(item, await answer.json());
        this.#write(item.key, null);
        tries = 0;
      } catch (error) {
        this.on.lost(error);
        const refusal = error instanceof Refusal ? error : null;
        if (refusal?.identity) return;
        if (refusal && refusal.status < 500 && ![408, 425, 429].includes(refusal.status)) {
          this.#write(item.key, { ...item, failed: refusal.message });
        } else {
          if (refusal?.after) await pause(refusal.after);
          else await pause(patience(tries++), this.#wake.signal);
        }
      }
    }
  }

  /** @param {string} key @param {object | null} item */
  #write(key, item) {
    this.store.set(key, item && JSON.stringify(item));
    this.on.changed();
  }
}
