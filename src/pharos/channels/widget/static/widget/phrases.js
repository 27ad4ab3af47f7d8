// @ts-check
import { made } from "./finding.js";

/**
 * @typedef {import("./secrets.js").Span} Span
 * @typedef {import("./finding.js").Rules} Rules
 * @typedef {{text: string, start: number, end: number}} Word
 * @typedef {[first: number, last: number]} Run
 */

// Lists are loaded by the letters that a text has, once, and only for what may be a phrase.
const SCRIPTS = { hangul: /[가-힣]/, kana: /[ぁ-ゖ]/, cyrillic: /[а-я]/, latin: /[a-z]/ };
const WORD = /\p{L}{3,}|(?<!\p{N})\p{L}{2}/gu;
// Words of sentences that are on no list of recovery words.
const PROSE = new Set("the and was are has have been for from with not but is to of in it my que los las por con para el en de".split(" "));
const HAN = "\u3400-\u9fff";

/** @type {Map<string, Promise<any>>} */
const lists = new Map();

/** @param {string} script @returns {Promise<any>} */
const loaded = (script) => {
  const held = lists.get(script) ?? made(`words.${script}.json`);
  lists.set(script, held);
  held.catch(() => lists.delete(script));
  return held;
};

/** Where recovery phrases stand. @param {string} text @param {string} folded @param {Rules} rule @returns {Promise<Span[]>} */
export const phrases = async (text, folded, rule) => [...(await spelled(folded, rule)), ...(await chinese(text, rule))];

/** @param {RegExp} re @param {string} text @returns {Word[]} */
const places = (re, text) => [...text.matchAll(re)].map(({ 0: { length }, index }) => ({ text: text.slice(index, index + length), start: index, end: index + length }));

/** Whether it is worth while to load a list. @param {Word[]} words @param {Rules} rule */
const perhaps = (words, rule) =>
  runs(words.map(({ text }) => !PROSE.has(text)), rule).length || repeated(words, rule).length || ordinals(words, rule).length;

/** @param {string} folded @param {Rules} rule */
const spelled = async (folded, rule) => {
  const bare = folded.replace(rule.re.tag, (tag) => " ".repeat(tag.length));
  const words = places(WORD, folded), between = bare === folded ? [] : places(WORD, bare);
  const glued = places(/[a-z]{33,}/g, folded);
  if (!glued.length && !perhaps(words, rule) && !perhaps(between, rule)) return [];
  /** @type {Span[]} */
  const found = [];
  for (const [script, letters] of Object.entries(SCRIPTS)) {
    if (!letters.test(folded)) continue;
    for (const list of Object.values(await loaded(script))) {
      const listed = new Set(list.split(" "));
      const among = inText(folded, words, listed, rule);
      found.push(...(among.length ? among : inText(bare, between, listed, rule).filter(isDrawn(bare, between, listed, rule))));
      found.push(...glued.filter(({ text }) => madeOf(text, listed) >= rule.fewest).map(span));
    }
  }
  return found;
};

/** @param {{start: number, end: number}} place @returns {Span} */
const span = ({ start, end }) => ({ start, end, kind: "recovery_phrase" });

/** @param {string} text @param {Word[]} words @param {Set<string>} listed @param {Rules} rule */
const inText = (text, words, listed, rule) => {
  const found = inList(text, words, listed, rule);
  return found.length ? found : betweenNoise(text, words, listed, rule);
};

/** @param {string} text @param {Word[]} words @param {Set<string>} listed @param {Rules} rule @returns {(found: Span) => boolean} */
const isDrawn = (text, words, listed, rule) => (found) =>
  areDrawn(text, words.filter(({ text: word, start, end }) => start >= found.start && end <= found.end && listed.has(word)), rule);

/** @param {string} folded @param {Word[]} words @param {Set<string>} listed @param {Rules} rule */
const inList = (folded, words, listed, rule) =>
  runs(words.map(({ text }) => listed.has(text)), rule)
    .map(([first, last]) => ({ start: words[first].start, end: words[last - 1].end, listed: words.slice(first, last).filter(({ text }) => listed.has(text)) }))
    .filter(({ start, end, listed }) => folded.slice(start, end).search(rule.re.code) < 0 || areDrawn(folded, listed, rule))
    .map(span);

/** Whether enough of them differ, somewhere in a row, and stand alike. @param {string} folded @param {Word[]} words @param {Rules} rule */
const areDrawn = (folded, words, rule) =>
  words.some((_, at) => {
    const row = words.slice(at, at + rule.fewest);
    return new Set(row.map(({ text }) => text)).size >= rule.different && standAlike(folded, row, rule);
  });

/** Whether there is no program around these words, or the same signs are between them. @param {string} folded @param {Word[]} row @param {Rules} rule */
const standAlike = (folded, row, { re, alike }) => {
  if (folded.slice(row[0].start, row[row.length - 1].end).search(re.code) < 0) return true;
  /** @type {Map<string, number>} */
  const times = new Map();
  for (const [at, { start }] of row.entries()) {
    if (!at) continue;
    const signs = folded.slice(row[at - 1].end, start).replace(/[\p{L}\p{N}_\s]+/gu, "");
    times.set(signs, (times.get(signs) ?? 0) + 1);
  }
  return Math.max(...times.values()) >= alike;
};

/** Words that may stand between all of a phrase's. @param {Word[]} words @param {Rules} rule */
const repeated = (words, { fewest }) => {
  /** @type {Map<string, number>} */
  const times = new Map();
  for (const { text } of words) times.set(text, (times.get(text) ?? 0) + 1);
  return [...times].filter(([, many]) => many >= fewest - 1).sort((a, b) => b[1] - a[1]).map(([text]) => text);
};

/** Numbers in words, where there are enough of them for a phrase. @param {Word[]} words @param {Rules} rule */
const ordinals = (words, rule) => {
  const told = rule.ordinals.filter((one) => words.some(({ text }) => text === one));
  return told.length < rule.fewest - 1 ? [] : told;
};

/** @param {string} folded @param {Word[]} words @param {Set<string>} listed @param {Rules} rule */
const betweenNoise = (folded, words, listed, rule) => {
  const often = repeated(words, rule);
  const noise = new Set([...often.filter((text) => !listed.has(text)).slice(0, rule.noise), ...ordinals(words, rule)]);
  const kept = words.map((_, at) => at).filter((at) => !noise.has(words[at].text));
  if (!noise.size) return [];
  return runs(kept.map((at) => listed.has(words[at].text)), rule)
    .map(([first, last]) => kept.slice(first, last).map((at) => words[at]))
    .filter((run) => areDrawn(folded, run.filter(({ text }) => !often.includes(text)), rule))
    .filter((run) => {
      const size = words.indexOf(run[run.length - 1]) + 1 - words.indexOf(run[0]);
      return 2 * (size - run.length) >= run.length - 2;
    })
    .map((run) => span({ start: run[0].start, end: run[run.length - 1].end }));
};

/** Runs long enough to be a phrase, alone or with their neighbour over a small gap. @param {boolean[]} listed @param {Rules} rule */
const runs = (listed, { fewest, gap }) => {
  /** @type {Run[]} */
  const found = [];
  /** @type {Run | undefined} */
  let near;
  for (let at = 0; at < listed.length; at += 1) {
    if (!listed[at]) continue;
    const first = at;
    while (listed[at]) at += 1;
    /** @type {Run} */
    const run = [first, at];
    const joins = near && first - near[1] <= gap && near[1] - near[0] + at - first >= fewest;
    const last = found.at(-1);
    if (joins && near) {
      if (last && last[1] >= near[0]) last[1] = at;
      else found.push([near[0], at]);
    } else if (at - first >= fewest) found.push(run);
    near = run;
  }
  return found;
};

/** Of how many list words, at most, these letters are made. @param {string} letters @param {Set<string>} listed */
const madeOf = (letters, listed) => {
  const most = [0, ...Array(letters.length).fill(-1)];
  for (let end = 3; end <= letters.length; end += 1)
    for (let start = Math.max(0, end - 9); start < end - 2; start += 1)
      if (most[start] >= 0 && listed.has(letters.slice(start, end))) most[end] = Math.max(most[end], most[start] + 1);
  return most[letters.length];
};

/** Chinese phrases, apart or in one; those that only their checksum tells are the server's. @param {string} text @param {Rules} rule */
const chinese = async (text, { fewest }) => {
  const apart = [...text.matchAll(new RegExp(`(?<![${HAN}])[${HAN}]{1,2}(?:[^\\p{L}\\p{M}]{1,16}[${HAN}]{1,2}){10,}(?![${HAN}])`, "gu"))];
  const joined = [...text.matchAll(new RegExp(`[${HAN}](?:\\s{0,3}[${HAN}]){10,}`, "gu"))];
  if (!apart.length && !joined.length) return [];
  const { pairs, ...scripts } = await loaded("han");
  const ordinary = new Set(pairs.match(/../gu));
  const places = Object.values(scripts).map((all) => new Map([...all].map((c, at) => [c, at])));
  const strange = (/** @type {string[]} */ all, /** @type {Map<string, number>} */ list) => all.filter((c) => !list.has(c)).length;
  /** @type {Span[]} */
  const found = [];
  for (const { 0: run, index } of apart) {
    const units = [...run.matchAll(new RegExp(`[${HAN}]{1,2}`, "gu"))];
    while (units[0]?.[0].length > 1) units.shift();
    while (/** @type {string[]} */ (units.at(-1))?.[0].length > 1) units.pop();
    const all = units.flatMap(([unit]) => [...unit]);
    const last = units.at(-1);
    if (!last || units.length < fewest || units.length < all.length - 1 || !places.some((list) => strange(all, list) <= 1)) continue;
    found.push(span({ start: index + (units[0].index ?? 0), end: index + (last.index ?? 0) + last[0].length }));
  }
  const drawn = (/** @type {string[]} */ all) =>
    all.length >= fewest && all.length <= 25 && all.length - new Set(all).size <= 2 &&
    !all.some((c, at) => ordinary.has(c + all[at + 1])) &&
    places.some((list) => strange(all, list) <= 1 && all.reduce((sum, c) => sum + Math.log((list.get(c) ?? 2047) + 1), 0) / all.length >= 5.7);
  for (const { 0: run, index } of joined) {
    const parts = [{ 0: run, index: 0 }, ...run.matchAll(new RegExp(`[${HAN}]{11,}`, "gu"))];
    for (const cue of run.matchAll(/(?:助记词|助記詞|助憶詞|註記詞|恢复词|恢復詞|种子词|種子詞)[是为為]?\s{0,3}/gu)) {
      const from = (cue.index ?? 0) + cue[0].length;
      parts.push({ 0: run.slice(from), index: from });
    }
    const part = parts.find((one) => drawn([...one[0].replace(/\s/g, "")]));
    if (part) found.push(span({ start: index + (part.index ?? 0), end: index + (part.index ?? 0) + part[0].length }));
  }
  return found;
};
