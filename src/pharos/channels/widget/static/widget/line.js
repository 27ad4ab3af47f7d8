// @ts-check
import { Refusal } from "./session.js";
import { alone, patience, pause } from "./store.js";

const FIRST_BYTES = 4000;
const HEARTBEAT = 35_000;
const POLLS_BEFORE_STREAM = 20;

/**
 * @typedef {{position: number, kind: "message" | "event", author: "customer" | "agent" | "system" | "bot",
 *   name?: string, text?: string | null, at: string, client_token?: string,
 *   removed?: string[], files?: import("./files.js").Named[], data?: Record<string, any> | null}} Entry
 */

/**
 * The live line of one conversation. Of all tabs one holds it; the next takes over when that one closes.
 * It streams; where a proxy holds the stream back it asks again and again instead.
 */
export class Line {
  stop = new AbortController();
  #polls = 0;
  #silences = 0;
  leads = false;

  /**
   * @param {string} id
   * @param {import("./session.js").Session} session
   * @param {{after: () => number, entries: (list: Entry[]) => void, state: (state: string, read?: number) => void,
   *   lost: (error: unknown) => void, sign: (sign: Partial<import("./model.js").Signs>) => void}} on
   */
  constructor(id, session, on) {
    this.id = id;
    this.session = session;
    this.on = on;
    addEventListener("online", () => (this.#polls = 0), { signal: this.stop.signal });
    alone(`${session.store.prefix}line:${id}`, () => this.#lead(), this.stop.signal);
  }

  close() {
    this.stop.abort();
  }

  async #lead() {
    this.leads = true;
    let after = this.on.after();
    const take = (/** @type {Entry[]} */ entries) => {
      for (const { position } of entries) after = Math.max(after, position);
      this.on.entries(entries);
    };
    for (let tries = 0; !this.stop.signal.aborted; ) {
      try {
        await (this.#polls ? this.#poll(after, take) : this.#stream(after, take));
        tries = 0;
      } catch (error) {
        if (this.stop.signal.aborted) return;
        this.on.lost(error);
        if (error instanceof Refusal && error.identity) return;
        if (tries > 1 && !this.#polls) this.#polls = 1;
        const wait = (error instanceof Refusal && error.after) || patience(tries++);
        const woken = new AbortController();
        addEventListener("online", () => woken.abort(), { signal: woken.signal });
        await pause(wait, AbortSignal.any([woken.signal, this.stop.signal]));
      }
    }
  }

  /** @param {number} after @param {(entries: Entry[]) => void} take */
  async #stream(after, take) {
    const quiet = new AbortController();
    const silent = () => quiet.abort();
    let timer = setTimeout(silent, FIRST_BYTES);
    let heard = false;
    try {
      const signal = AbortSignal.any([quiet.signal, this.stop.signal]);
      const answer = await this.session.ask(`conversations/${this.id}/stream?after=${after}`, {
        signal,
      });
      let rest = "";
      const text = /** @type {ReadableStream<BufferSource>} */ (answer.body).pipeThrough(new TextDecoderStream());
      for (let reader = text.getReader(); ; ) {
        const { value, done } = await reader.read();
        if (done) return;
        clearTimeout(timer);
        timer = setTimeout(silent, HEARTBEAT);
        if (!heard) this.on.lost(null);
        heard = true;
        const events = (rest + value).split(/\r?\n\r?\n/);
        rest = /** @type {string} */ (events.pop());
        for (const event of events) this.#event(event, take);
      }
    } catch (error) {
      // Nothing came in time though the line stood: something on the way holds the stream back.
      if (!quiet.signal.aborted) throw error;
      if (!heard || ++this.#silences > 1) this.#polls = POLLS_BEFORE_STREAM;
    } finally {
      clearTimeout(timer);
    }
  }

  /** @param {string} text @param {(entries: Entry[]) => void} take */
  #event(text, take) {
    /** @type {Record<string, string>} */
    const fields = {};
    for (const [, name, value] of text.matchAll(/^(\w+): ?([^\r\n]*)/gm)) fields[name] = value;
    if (fields.event === "entry") take([JSON.parse(fields.data)]);
    else if (fields.event === "bye") this.session.drop();
    else if (fields.event) this.on.sign({ [fields.event]: { ...JSON.parse(fields.data), now: Date.now() } });
  }

  /** @param {number} after @param {(entries: Entry[]) => void} take */
  async #poll(after, take) {
    const { poll } = await import("./poll.js");
    const { entries, state, read } = await poll(this, after);
    this.#polls -= 1;
    this.on.lost(null);
    take(entries);
    this.on.state(state, read);
  }
}
