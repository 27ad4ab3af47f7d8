// @ts-check

/** The server said no. `code` is its word for why, `after` how many ms it asks us to wait. */
export class Refusal extends Error {
  /** @param {Response} response @param {{code?: string, message?: string, challenge?: Puzzle}} error */
  constructor(response, error) {
    super(error.message ?? response.statusText);
    this.status = response.status;
    this.code = error.code ?? "";
    this.challenge = error.challenge;
    this.after = 1000 * (Number(response.headers.get("retry-after")) || 0);
    /** Who we are was refused, not what we asked. */
    this.identity = response.status === 401 || this.code === "origin_refused";
  }
}

/**
 * @typedef {{salt: string, challenge: string, maxNumber: number}} Puzzle
 * @typedef {{body?: unknown, signal?: AbortSignal, method?: string, headers?: Record<string, string>}} Asked
 *   with a method the body goes as it is, without one as JSON
 * @typedef {{id: string, case: string, state: string, topic?: string | null, position: number, read: number,
 *   last?: {text: string, author: string, at: string} | null}} Summary
 */

/** The customer's session: made when first needed, renewed when it has run out. */
export class Session {
  /** @type {{assurance: number, name?: string | null} | null} */
  customer = null;
  /** What was said here before signing in. @type {{count: number, subject: string} | null} */
  joinable = null;
  #token = "";
  /** @type {Promise<void> | null} */
  #opening = null;

  /**
   * @param {import("./talk.js").Page} page
   * @param {import("./store.js").Store} store
   * @param {(list: Summary[]) => void} onlist
   */
  constructor(page, store, onlist) {
    this.page = page;
    this.store = store;
    this.onlist = onlist;
  }

  /** Whether the server can know this browser or its customer already. */
  get known() {
    const { token, tokenUrl } = this.page.data;
    return !!(token || tokenUrl || this.store.get("device"));
  }

  /** The next call signs in anew: another customer, language or token. */
  drop() {
    this.#token = "";
  }

  /** Opens the session unless it is open. Tabs that ask together share one answer. */
  async ready() {
    if (!this.#token) await (this.#opening ??= this.#open().finally(() => (this.#opening = null)));
  }

  /**
   * Asks the server as this customer; a session that has run out is renewed once.
   * @param {string} path
   * @param {Asked} [options]
   */
  async ask(path, options = {}) {
    await this.ready();
    try {
      return await this.fetch(path, options);
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 401) throw error;
      this.drop();
      await this.ready();
      return this.fetch(path, options);
    }
  }

  async #open() {
    const { data, language } = this.page;
    let device = this.store.get("device");
    if (!device) {
      const bytes = crypto.getRandomValues(new Uint8Array(32));
      device = btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").slice(0, 43);
      this.store.set("device", device);
    }
    const body = {
      brand: data.brand,
      device,
      language,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      surface: data.surface ?? "web",
    };
    const token = await this.#identity();
    const answer = await (await this.fetch("sessions", { body: { ...body, token } })).json();
    this.#token = answer.token;
    this.customer = answer.customer;
    this.joinable = answer.joinable;
    this.onlist(answer.conversations);
  }

  async #identity() {
    const { token, tokenUrl } = this.page.data;
    if (!tokenUrl) return token;
    const answer = await fetch(tokenUrl, { credentials: "include", signal: AbortSignal.timeout(15_000) });
    return answer.ok ? (await answer.json()).token : token;
  }

  /** Asks, and once more as the server wants it. @param {string} path @param {Asked} asked */
  fetch(path, asked) {
    return this.send(path, asked).catch(async (error) => {
      if (!/^(token_ex|chall)/.test(error.code)) throw error;
      return (await import("./again.js")).again(this, path, asked, error);
    });
  }

  /** @param {string} path @param {Asked} asked */
  async send(path, { body, signal, method, headers: more }) {
    /** @type {Record<string, string>} */
    const headers = { "accept-language": this.page.language, "content-type": "application/json", ...more };
    if (this.#token) headers.authorization = `Bearer ${this.#token}`;
    const response = await fetch(this.page.here(`live/${path}`), {
      method: method ?? (body ? "POST" : "GET"),
      headers,
      body: method ? /** @type {Blob} */ (body) : JSON.stringify(body),
      signal: signal ?? AbortSignal.timeout(15_000),
      cache: "no-store",
    });
    if (response.ok) return response;
    const { error = {} } = await response.json().catch(() => ({}));
    throw new Refusal(response, error);
  }
}
