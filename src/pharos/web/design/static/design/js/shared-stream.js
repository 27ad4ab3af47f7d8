// @ts-check

const RETRY_FIRST = 1000; // 1 second
const RETRY_LAST = 15 * 1000; // 15 seconds

/**
 * What every tab hears: an event's name and its data.
 * @typedef {{ name: string, data: Record<string, unknown> }} Frame
 */

/**
 * One stream for all tabs of a browser, since a browser opens only six connections to a host.
 *
 * The tab that holds the Web Lock opens the stream and tells the others what came. When it
 * closes, the next one takes over and says `resync`, because nobody knows what fell between.
 * Without Web Locks (plain HTTP on another machine) each tab has a stream of its own.
 */
export class SharedStream {
  #source = /** @type {EventSource | null} */ (null);
  #channel = /** @type {BroadcastChannel | null} */ (null);
  #ending = new AbortController();
  #retry = RETRY_FIRST;
  #timer = 0;

  /**
   * @param {string} address
   * @param {string[]} names
   * @param {(frame: Frame) => void} hear
   */
  constructor(address, names, hear) {
    this.address = address;
    this.names = names;
    this.hear = hear;
  }

  open() {
    const name = `pharos:${this.address}`;
    if (!navigator.locks) return this.#connect();
    this.#channel = new BroadcastChannel(name);
    this.#channel.addEventListener("message", (event) => this.hear(event.data));
    navigator.locks
      .request(name, { signal: this.#ending.signal }, () => this.#lead())
      .catch(() => undefined); // closed before its turn came
  }

  close() {
    this.#ending.abort();
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#channel?.close();
  }

  #lead() {
    this.#connect();
    return new Promise((done) => this.#ending.signal.addEventListener("abort", done));
  }

  #connect() {
    const source = new EventSource(this.address);
    this.#source = source;
    source.addEventListener("open", () => {
      this.#retry = RETRY_FIRST;
      this.#tell({ name: "resync", data: {} });
    });
    source.addEventListener("error", () => {
      this.#tell({ name: "lost", data: {} });
      // The browser retries a broken connection by itself, but gives up after a refusal.
      if (source.readyState === EventSource.CLOSED) this.#later();
    });
    for (const name of this.names) {
      source.addEventListener(name, (event) =>
        this.#tell({ name, data: JSON.parse(event.data || "{}") }),
      );
    }
  }

  #later() {
    if (this.#ending.signal.aborted) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#connect(), this.#retry);
    this.#retry = Math.min(this.#retry * 2, RETRY_LAST);
  }

  /** @param {Frame} frame */
  #tell(frame) {
    this.#channel?.postMessage(frame);
    this.hear(frame);
  }
}
