// @ts-check

const CHUNK_MS = 8;

/**
 * What the server asks for before it goes on, done once: a puzzle at a flooded door, or to leave
 * away a token that has run out since this page signed in, since the device stays known.
 * @param {import("./session.js").Session} session
 * @param {string} path
 * @param {import("./session.js").Asked} asked
 * @param {import("./session.js").Refusal} why
 * @returns {Promise<Response>}
 */
export const again = async (session, path, asked, why) => {
  if (why.challenge) {
    const headers = { ...asked.headers, "x-pharos-proof": await solve(why.challenge) };
    return session.send(path, { ...asked, headers });
  }
  if (!session.customer) throw why;
  const { token, ...body } = /** @type {Record<string, unknown>} */ (asked.body);
  const answer = await session.fetch(path, { ...asked, body });
  const { customer } = await answer.clone().json();
  if (customer.assurance < session.customer.assurance) throw why;
  return answer;
};

/**
 * Finds the number that was hashed with the salt, a few milliseconds at a time, so that the page
 * stays as quick as it was. Without the browser's own digest: that one is missing on plain HTTP.
 * @param {import("./session.js").Puzzle} puzzle
 */
export const solve = async (puzzle) => {
  const hash = hasher(puzzle.salt);
  const wanted = puzzle.challenge.match(/.{8}/g)?.map((hex) => parseInt(hex, 16) | 0) ?? [];
  let pauseAt = performance.now() + CHUNK_MS;
  for (let number = 0; number <= puzzle.maxNumber; number += 1) {
    const found = hash(`${number}`);
    if (found[0] === wanted[0] && found.every((word, place) => word === wanted[place])) {
      return JSON.stringify({ ...puzzle, number });
    }
    if (performance.now() > pauseAt) {
      await new Promise((resume) => setTimeout(resume));
      pauseAt = performance.now() + CHUNK_MS;
    }
  }
  return "";
};

/** The first 32 bits behind the point of roots of primes: what SHA-256 begins with. @param {number} power */
const fractions = (power, count = 64) => {
  /** @type {number[]} */
  const found = [];
  for (let prime = 2; found.length < count; prime += 1) {
    let whole = true;
    for (let factor = 2; factor * factor <= prime; factor += 1) whole &&= prime % factor > 0;
    if (whole) found.push(((prime ** power % 1) * 2 ** 32) | 0);
  }
  return found;
};

const K = Int32Array.from(fractions(1 / 3));
const START = Int32Array.from(fractions(1 / 2, 8));

/** SHA-256 of texts that begin alike: what they share is worked through once. @param {string} start */
const hasher = (start) => {
  const bytes = new TextEncoder().encode(start);
  const state = new Int32Array(START);
  const whole = bytes.length & ~63;
  const words = new Int32Array(64);
  for (let at = 0; at < whole; at += 64) {
    read(words, bytes.subarray(at, at + 64));
    compress(state, words);
  }
  const tail = bytes.subarray(whole);
  const block = new Uint8Array(128);
  const result = new Int32Array(8);
  return (/** @type {string} */ end) => {
    const length = tail.length + end.length;
    block.fill(0);
    block.set(tail);
    for (let at = 0; at < end.length; at += 1) block[tail.length + at] = end.charCodeAt(at);
    block[length] = 128;
    const size = length < 56 ? 64 : 128;
    new DataView(block.buffer).setUint32(size - 4, (whole + length) * 8);
    result.set(state);
    for (let at = 0; at < size; at += 64) {
      read(words, block.subarray(at, at + 64));
      compress(result, words);
    }
    return result;
  };
};

/** @param {Int32Array} words @param {Uint8Array} block */
const read = (words, block) => {
  for (let at = 0; at < 16; at += 1) {
    words[at] = (block[at * 4] << 24) | (block[at * 4 + 1] << 16) | (block[at * 4 + 2] << 8) | block[at * 4 + 3];
  }
};

/** @param {number} word @param {number} by */
const turn = (word, by) => (word >>> by) | (word << (32 - by));

/** One block into the state. @param {Int32Array} state @param {Int32Array} w */
const compress = (state, w) => {
  let [a, b, c, d, e, f, g, h] = state;
  for (let at = 0; at < 64; at += 1) {
    if (at > 15) {
      const x = w[at - 15];
      const y = w[at - 2];
      w[at] = w[at - 16] + w[at - 7] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
    }
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[at] + w[at]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  for (const [at, word] of [a, b, c, d, e, f, g, h].entries()) state[at] += word;
};
