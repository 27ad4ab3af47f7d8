// @ts-check
// What is being written, per case and kind, kept in this browser until it is sent.

const PREFIX = "pharos:draft:";
const KEPT_FOR = 14 * 24 * 60 * 60 * 1000; // 14 days

/**
 * @param {string} key
 * @returns {{ text: string, at: number }}
 */
export function recall(key) {
  try {
    const { text, at } = JSON.parse(localStorage.getItem(PREFIX + key) ?? "{}");
    const isFresh = typeof text === "string" && Date.now() - at < KEPT_FOR;
    return isFresh ? { text, at } : { text: "", at: 0 };
  } catch {
    return { text: "", at: 0 };
  }
}

/**
 * @param {string} key
 * @param {string} text
 */
export function keep(key, text) {
  try {
    if (text.trim()) localStorage.setItem(PREFIX + key, JSON.stringify({ text, at: Date.now() }));
    else localStorage.removeItem(PREFIX + key);
  } catch {
    // The store is full or forbidden: writing goes on, only without the safety net.
  }
}

/** Leave nothing for the next person at this machine. */
export function forgetAll() {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  }
}

/** A name for one message. `crypto.randomUUID` is absent on plain HTTP. */
export function freshToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
