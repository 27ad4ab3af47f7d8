// @ts-check

/**
 * What this browser remembers for one brand. Where storage is forbidden or full, memory stands in,
 * so that a message is still sent as long as the page lives.
 */
export class Store {
  /** @type {Map<string, string>} */
  #memory = new Map();

  /** @param {string} prefix */
  constructor(prefix) {
    this.prefix = prefix;
  }

  /** @param {string} key @returns {string | null} */
  get(key) {
    return this.#memory.get(key) ?? this.#area?.getItem(this.prefix + key) ?? null;
  }

  /** @param {string} key @param {string | null} value null forgets it */
  set(key, value) {
    this.#memory.delete(key);
    if (value === null) return this.#area?.removeItem(this.prefix + key);
    try {
      if (!this.#area) throw new Error("no storage");
      this.#area.setItem(this.prefix + key, value);
    } catch {
      this.#memory.set(key, value);
    }
  }

  /** Every key that starts so, in order. @param {string} start */
  keys(start) {
    const kept = Object.keys(this.#area ?? {}).filter((key) => key.startsWith(this.prefix));
    return [...kept.map((key) => key.slice(this.prefix.length)), ...this.#memory.keys()]
      .filter((key) => key.startsWith(start))
      .sort();
  }

  get #area() {
    try {
      return localStorage;
    } catch {
      return null;
    }
  }
}

/**
 * Runs it while no other tab of this browser does; at once where the browser has no locks.
 * @param {string} name
 * @param {() => Promise<void>} run
 * @param {AbortSignal} [signal] gives up waiting
 */
export const alone = async (name, run, signal) => {
  if (!navigator.locks) return run();
  await navigator.locks.request(name, signal ? { signal } : {}, run).catch((error) => {
    if (!signal?.aborted) throw error;
  });
};

/** Waits that long, or until the signal. @param {number} ms @param {AbortSignal} [signal] */
export const pause = (ms, signal) =>
  /** @type {Promise<void>} */ (
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener("abort", () => (clearTimeout(timer), resolve()));
      if (signal?.aborted) resolve();
    })
  );

/** How long to wait after so many failures, spread so that browsers do not return together. @param {number} tries */
export const patience = (tries) => Math.min(30_000, 1000 * 2 ** tries) * (0.5 + Math.random() / 2);
