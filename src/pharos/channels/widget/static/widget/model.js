// @ts-check
import { Line } from "./line.js";
import { Outbox } from "./outbox.js";
import { Refusal, Session } from "./session.js";

/**
 * @typedef {import("./line.js").Entry} Entry
 * @typedef {{brand: string, name: string, accent: string, hello: string, languages: string[],
 *   people: {here: boolean, until?: string | null, back_at?: string | null},
 *   topics: {code: string, label: string, icon: string, assurance: number, looks?: boolean,
 *     locks?: boolean}[],
 *   notice?: {text: string} | null, looks?: boolean, status?: import("./status.js").Status | null}} Home
 */

/**
 * @typedef {{typing: {name: string, now: number}, seen: {position: number, at: string}}} Signs what staff do, besides words
 */

/** One conversation as this browser knows it. */
export class Thread {
  case = "";
  state = "";
  topic = "";
  read = 0;
  /** @type {import("./session.js").Summary | null} */
  summary = null;
  /** The entries we hold, by position. @type {Map<number, Entry>} */
  held = new Map();
  loaded = false;
  /** @type {Partial<Signs> | undefined} */
  signs;

  /** @param {string} id */
  constructor(id) {
    this.id = id;
  }

  /** In order. */
  get entries() {
    return [...this.held.values()].sort((a, b) => a.position - b.position);
  }

  /** The position up to which nothing is missing. */
  get whole() {
    let position = 0;
    while (this.held.has(position + 1)) position += 1;
    return position;
  }

  get last() {
    return Math.max(0, ...this.held.keys());
  }

  get unread() {
    if (!this.loaded) {
      const { position = 0, last = null } = this.summary ?? {};
      return position > this.read && last?.author !== "customer" ? 1 : 0;
    }
    return this.entries.filter(
      ({ position, author, kind, data }) =>
        position > this.read && author !== "customer" && (kind === "message" || data?.event === "resolved"),
    ).length;
  }

  get over() {
    return /resolved|closed/i.test(this.state);
  }
}

/** Everything the views show, kept the same in every tab. Dispatches `change`. */
export class Model extends EventTarget {
  /** @type {Map<string, Thread>} */
  threads = new Map();
  /** @type {Home | null} */
  home = null;
  /** @type {Refusal | null} why the server does not know us */
  refused = null;
  lost = false;
  /** @type {Line | null} */
  #line = null;
  /** @type {string | null} */
  #wanted = null;
  #changing = false;

  /** @param {import("./talk.js").Page} page @param {import("./store.js").Store} store */
  constructor(page, store) {
    super();
    this.page = page;
    this.store = store;
    this.session = new Session(page, store, (list) => {
      this.refused = null;
      for (const summary of list) {
        const thread = this.thread(summary.id);
        thread.summary = summary;
        thread.case = summary.case;
        thread.state = summary.state;
        thread.topic = summary.topic ?? "";
        thread.read = Math.max(thread.read, summary.read);
      }
      this.changed();
    });
    this.outbox = new Outbox(this.session, {
      sent: ({ conversation: id, client_token, files }, { case: number, ...entry }) => {
        this.#share({ id, case: number, entries: [{ ...entry, client_token, files, kind: "message", author: "customer" }] });
        this.failed(null);
      },
      changed: () => this.changed(),
      lost: (error) => this.failed(error),
    });
    // Tabs of one customer: a tab that somebody else left open here tells us nothing.
    this.bus = new BroadcastChannel(store.prefix + page.data.customer);
    this.bus.onmessage = ({ data }) => this.#hear(data);
    addEventListener("storage", ({ key }) => key?.startsWith(`${store.prefix}out:`) && this.changed());
    addEventListener("online", () => this.changed());
    addEventListener("offline", () => this.changed());
    this.outbox.wake();
  }

  /** @param {string} id */
  thread(id) {
    const thread = this.threads.get(id) ?? new Thread(id);
    this.threads.set(id, thread);
    return thread;
  }

  get unread() {
    return [...this.threads.values()].reduce((sum, thread) => sum + thread.unread, 0);
  }

  /** Whether it may be this customer's; without a line nobody can tell. @param {string} id */
  knows(id) {
    const { session, outbox } = this;
    return (session.known && !session.customer) || this.known.some((thread) => thread.id === id) || outbox.items.some((item) => item.conversation === id);
  }

  /** The conversations that exist. */
  get known() {
    return [...this.threads.values()].filter(({ summary, held }) => summary || held.size);
  }

  get offline() {
    return this.lost || !navigator.onLine;
  }

  async loadHome() {
    const url = this.page.here(`live/brands/${this.page.data.brand}/home?lang=${this.page.language}`);
    const answer = await fetch(url, { signal: AbortSignal.timeout(15_000) });
    if (answer.ok) this.home = await answer.json();
    this.lost = false;
    this.changed();
  }

  /** Signs in if the server can know us. */
  async greet() {
    if (!this.session.known) return;
    await this.session.ready().catch((error) => this.failed(error));
  }

  /** Keeps the line to this conversation and to no other. @param {string | null} id */
  follow(id) {
    this.#wanted = id;
    if (this.#line?.id === id) return;
    this.#line?.close();
    this.#line = null;
    if (id) this.#connect(id);
  }

  /** A conversation whose first message is still on its way has no line yet. @param {string} id */
  #connect(id) {
    const thread = this.thread(id);
    if (this.#line || (!thread.summary && !thread.held.size)) return;
    this.bus.postMessage({ id, after: thread.whole });
    this.#line = new Line(id, this.session, {
      after: () => thread.whole,
      entries: (entries) => this.#share({ id, entries }),
      state: (state, read) => this.#share({ id, state, read, loaded: true }),
      lost: (error) => this.failed(error),
      sign: (sign) => this.#share({ id, sign }),
    });
  }

  /** @param {string} id @param {string} text @param {string} [topic] */
  send(id, text, topic) {
    this.store.set("live", id);
    this.thread(id).topic ||= topic ?? "";
    this.outbox.put(id, text, topic);
    this.bus.postMessage({ wake: true });
    this.follow(id);
  }

  /** The customer has seen all of it. @param {string} id */
  seen(id) {
    const thread = this.thread(id);
    const position = thread.last;
    if (position <= thread.read) return;
    this.#share({ id, read: position });
    this.session.ask(`conversations/${id}/read`, { body: { position } }).catch(() => {});
  }

  /** Another person, token or language: ask again who we are and begin anew. */
  async again() {
    await this.greet(); // an answer for the one before must not come after this
    const id = this.#wanted;
    this.session.drop();
    this.refused = null;
    this.follow(null);
    this.follow(id);
    this.outbox.wake();
    return this.greet();
  }

  /** Nothing of this customer stays in the browser, in no tab. */
  forget() {
    for (const key of this.store.keys("")) if (key !== "language") this.store.set(key, null);
    this.#share({ forgotten: true });
  }

  changed() {
    if (this.#changing) return;
    this.#changing = true;
    queueMicrotask(() => {
      this.#changing = false;
      this.dispatchEvent(new Event("change"));
    });
  }

  /** @param {Record<string, any>} news */
  #share(news) {
    this.bus.postMessage(news);
    this.#hear(news);
  }

  /** News from another tab or from here. @param {Record<string, any>} news */
  #hear(news) {
    if (news.wake) this.outbox.wake();
    if ("lost" in news) this.lost = news.lost;
    if (news.forgotten) {
      this.follow(null);
      this.session.drop();
      this.session.customer = this.refused = null;
      this.threads.clear();
    }
    if (news.id) this.#hearOf(this.thread(news.id), news);
    this.changed();
  }

  /** @param {Thread} thread @param {Record<string, any>} news */
  #hearOf(thread, { entries, state, read, after, loaded, sign, case: number }) {
    for (const entry of /** @type {Entry[]} */ (entries ?? [])) {
      thread.held.set(entry.position, { ...thread.held.get(entry.position), ...entry });
      if (entry.client_token) this.outbox.drop(entry.client_token);
      if (entry.data?.event === "resolved") thread.state = "resolved";
      else if (entry.author === "customer") thread.state = "open";
    }
    if (number) thread.case = number;
    if (sign) thread.signs = { ...thread.signs, ...sign };
    if (state) thread.state = state;
    if (entries || loaded) thread.loaded = true;
    thread.read = Math.max(thread.read, read ?? 0);
    if (this.#wanted === thread.id) this.#connect(thread.id);
    if (after !== undefined && this.#line?.id === thread.id && this.#line.leads) {
      const { id, entries: all, state: now, read: seen } = thread;
      this.bus.postMessage({ id, state: now, read: seen, lost: this.lost, entries: all.filter((e) => e.position > after) });
    }
  }

  /** @param {unknown} error null: it works again */
  failed(error) {
    const refusal = error instanceof Refusal ? error : null;
    if (!error || refusal?.identity || (refusal?.after ?? 0) > 3e3) this.refused = refusal;
    const lost = Boolean(error) && !(refusal && refusal.status < 500);
    if (lost !== this.lost) this.#share({ lost });
    else this.changed();
  }
}
