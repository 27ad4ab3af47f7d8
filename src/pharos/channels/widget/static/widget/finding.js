// @ts-check
import { phrases } from "./phrases.js";

/**
 * @typedef {import("./secrets.js").Span} Span
 * @typedef {{kinds: string[], patterns: Record<string, [string, boolean]>, words: string[], ordinals: string[], fewest: number, different: number, alike: number, gap: number, noise: number}} Told
 * @typedef {Told & {re: Record<string, RegExp>, ordinary: Set<string>}} Rules
 */

/** @type {Promise<Rules> | undefined} */
let rules;

/** @param {string} name of a file that the server makes @returns {Promise<any>} */
export const made = async (name) => {
  const answer = await fetch(new URL(name, import.meta.url));
  if (!answer.ok) throw new Error(name);
  return answer.json();
};

/** The server's own rules. @returns {Promise<Rules>} */
export const load = () =>
  (rules ??= made("rules.json").then(
    (/** @type {Told} */ told) => {
      const pairs = Object.entries(told.patterns).map(([name, [source, anyCase]]) => [name, new RegExp(source, anyCase ? "giu" : "gu")]);
      return { ...told, re: Object.fromEntries(pairs), ordinary: new Set(told.words) };
    },
    (error) => {
      rules = undefined;
      throw error;
    },
  ));

/** One spelling for all, letter for letter: no case, no accents, no full-width signs. @param {string} text in NFC */
export const fold = (text) =>
  [...text.split("")]
    .map((c) => {
      if (c < "\u0080") return c.toLowerCase();
      if (c >= "！" && c <= "～") return String.fromCharCode(c.charCodeAt(0) - 0xfee0).toLowerCase();
      if (c === "ё" || c === "Ё") return "е";
      if (c === "đ" || c === "Đ") return "d";
      if (c === "İ" || c === "ı") return "i";
      const base = /[À-ɏḀ-ỿ]/.test(c) ? c.normalize("NFKD")[0] : "";
      if (/^[A-Za-z]$/.test(base)) return base.toLowerCase();
      const small = c.toLowerCase();
      return small.length === 1 ? small : c;
    })
    .join("");

/** @param {RegExp} re @param {string} text @param {number} [from] @param {number} [to] @returns {RegExpExecArray[]} */
const all = (re, text, from = 0, to = text.length) => {
  const found = [];
  re.lastIndex = from;
  for (let match; (match = re.exec(text)) && match.index + match[0].length <= to; ) {
    found.push(match);
    if (!match[0]) re.lastIndex += 1;
  }
  return found;
};
/** @param {RegExp} re @param {string} text */
const has = (re, text) => text.search(re) >= 0;
/** Whether it matches all of it. @param {RegExp} re @param {string} text */
const full = (re, text) => new RegExp(`^(?:${re.source})$`, re.flags.replace("g", "")).test(text);
/** @param {RegExp} re @param {string} text @param {number} at */
const here = (re, text, at) => {
  const sticky = new RegExp(re.source, re.flags.replace("g", "y"));
  sticky.lastIndex = at;
  return sticky.exec(text);
};
/** @param {RegExpExecArray} match */
const end = ({ index, 0: { length } }) => index + length;
/** Where the last such word before a place begins. @param {RegExp} re @param {string} text @param {number} at */
const before = (re, text, at, reach = 60) => all(re, text.slice(0, at), Math.max(0, at - reach)).at(-1)?.index ?? -1;

/** Where secrets stand, in order and not overlapping. @param {string} text in NFC @returns {Promise<Span[]>} */
export const find = async (text) => {
  const rule = await load();
  /** @type {Span[]} */
  const found = [];
  let at = 0;
  // Markers divide a text into texts.
  for (const part of text.split(new RegExp(`(\\[removed:(?:${rule.kinds.join("|")})\\])`))) {
    for (const { start, end: last, kind } of await inPart(part, rule)) found.push({ start: at + start, end: at + last, kind });
    at += part.length;
  }
  return found;
};

/** @param {string} text @param {Rules} rule */
const inPart = async (text, rule) => {
  const folded = fold(text);
  const spans = [...known(text, rule), ...digits(folded, rule), ...apps(text, folded, rule), ...api(text, folded, rule)];
  spans.push(...passwords(text, folded, rule), ...keys(text, rule), ...(await phrases(text, folded, rule)));
  spans.sort((a, b) => a.start - b.start);
  /** @type {Span[]} */
  const merged = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (last && span.start < last.end) last.end = Math.max(last.end, span.end);
    else merged.push({ ...span });
  }
  return merged;
};

/** @param {RegExpExecArray} match @param {string} kind @returns {Span} */
const span = (match, kind) => ({ start: match.index, end: end(match), kind });

/** @param {string} text @param {Rules} rule */
const known = (text, { re }) => [
  ...all(re.known, text).map((match) => span(match, "api_secret")),
  ...all(re.otpauth, text).map((match) => span(match, "authenticator_key")),
];

/** Cards, and codes of a few digits. @param {string} folded @param {Rules} rule */
const digits = (folded, { re }) => {
  const cards = all(re.cards, folded).filter((match) => isCard(folded, match, re));
  const tails = cards.map((match) => here(re.cardTail, folded, end(match))).filter((tail) => tail !== null);
  const codes = all(re.codes, folded).filter((match) => isCode(folded, match, re));
  return [
    ...cards.map((match) => span(match, "card_number")),
    ...codes.map((match) => span(match, "one_time_code")),
    ...[...tails, ...all(re.cardCodes, folded)].map((match) => ({ start: end(match) - match[1].length, end: end(match), kind: "card_code" })),
  ];
};

/** @param {string} folded @param {RegExpExecArray} match @param {Record<string, RegExp>} re */
const isCard = (folded, match, re) => {
  const number = match[0].replace(/[^0-9]/g, "");
  const sum = [...number].reverse().reduce((total, c, nr) => total + (nr % 2 ? Math.trunc((2 * +c) / 10) + ((2 * +c) % 10) : +c), 0);
  const isIssued = full(re.issuers, number);
  if (sum % 10 || !(isIssued || full(re.rarer, number))) return false;
  if (number.length < match[0].length) return true;
  const card = before(re.card, folded, match.index);
  return before(re.numbered, folded, match.index) <= card && (card >= 0 || (isIssued && number.length > 13));
};

/** @param {string} folded @param {RegExpExecArray} match @param {Record<string, RegExp>} re */
const isCode = (folded, match, re) => {
  const { index } = match;
  if (here(re.codeUnit, folded, end(match)) || full(re.codeDate, match[1])) return false;
  const cue = all(re.codeCue, folded.slice(0, index), Math.max(0, index - 60)).at(-1);
  if (cue && index - end(cue) <= 40) {
    const between = folded.slice(end(cue), index);
    const isOther = has(re.codeHarmless, between) && !full(re.codePurpose, between);
    const harmless = isOther || has(re.codeEnd, between);
    if (!harmless && !has(re.codeHarmlessBefore, folded.slice(Math.max(0, cue.index - 14), cue.index))) return true;
  }
  return !!here(re.isCode, folded, end(match));
};

/** Keys of authenticator apps. @param {string} text @param {string} folded @param {Rules} rule */
const apps = (text, folded, { re }) =>
  all(re.base32, text)
    .filter(({ 0: value, index }) => mayBeBase32(value) && before(re.apps, folded, index) > before(re.numbered, folded, index))
    .map((match) => span(match, "authenticator_key"));

/** @param {string} value */
const mayBeBase32 = (value) => {
  const isUpper = value === value.toUpperCase();
  if (!isUpper && value !== value.toLowerCase()) return false;
  if (/[0-9]/.test(value)) return true;
  return isUpper && (/^[A-Z]+$/.test(value) || !(value.match(/[A-Z]{1,4}/g) ?? []).every((four) => /[AEIOU]/.test(four)));
};

/** Secrets of interfaces. @param {string} text @param {string} folded @param {Rules} rule */
const api = (text, folded, { re }) =>
  all(re.secrets, folded).flatMap((cue) => {
    const [value] = all(re.secretValue, text, end(cue), end(cue) + 532);
    if (!value || value.index - end(cue) > 32 || !isSecret(value[0], re)) return [];
    const isKey = /^(?:[0-9a-f]{64}|[0-9a-f]{128})$/i.test(value[0]) && !has(re.program, cue[0]);
    return isKey || has(re.numbered, folded.slice(end(cue), value.index)) ? [] : [span(value, "api_secret")];
  });

/** @param {string} value @param {Record<string, RegExp>} re */
const isSecret = (value, re) => {
  const [isLower, isUpper] = [value === value.toLowerCase(), value === value.toUpperCase()];
  const digits = (value.match(/[0-9]/g) ?? []).length;
  const isDrawn = digits === 1 && value.length >= 32 && !isLower && !isUpper;
  return !(isLower && /[/.]/.test(value)) && !full(re.address, value) && /[A-Za-z]/.test(value) && (digits > 1 || isDrawn);
};

/** @param {string} text @param {string} folded @param {Rules} rule */
const passwords = (text, folded, rule) => {
  const { re } = rule;
  /** @type {Span[]} */
  const found = [];
  for (const cue of all(re.passwords, folded)) {
    if (cue.index < (found.at(-1)?.end ?? 0) || isGiven(folded, cue, re)) continue;
    for (const link of ["bySign", "byIs", "atOnce"]) {
      const met = here(re[link], folded, end(cue));
      const isNamed = link !== "atOnce" || has(re.pin, cue[0]);
      const value = met && chosen(text, end(met), link, isNamed, rule);
      if (!value) continue;
      found.push({ ...value, kind: "password" });
      break;
    }
  }
  return found;
};

/** Whether the cue is a value itself. @param {string} folded @param {RegExpExecArray} cue @param {Record<string, RegExp>} re */
const isGiven = (folded, cue, re) => {
  const head = folded.slice(Math.max(0, cue.index - 24), cue.index);
  const after = folded[end(cue)];
  const isQuoted = (after === "'" || after === '"') && head.endsWith(after);
  return full(re.given, isQuoted ? head.slice(0, -1) : head) && !!here(re.ended, folded, end(cue));
};

/** @param {string} text @param {number} start @param {string} link @param {boolean} isNamed @param {Rules} rule */
const chosen = (text, start, link, isNamed, { re, ordinary }) => {
  const quoted = isNamed ? here(re.quoted, text, start) : null;
  if (quoted && full(re.standsFor, quoted[1])) return null;
  if (quoted && !full(re.hidden, quoted[1]) && !quoted[1].trim().includes(" ") && !ordinary.has(quoted[1].toLowerCase())) return { start: start + 1, end: start + 1 + quoted[1].length };
  const value = here(re.token, text, start)?.[0].replace(/[.,;)\]}>"']+$/, "");
  if (!value || value.length < 4 || /^(?:[\]){}<>/,.;:]|\[["'])/.test(value) || full(re.hidden, value)) return null;
  const last = start + value.length;
  if (looksChosen(value, text, last, isNamed, re)) return { start, end: last };
  const isWord = link === "bySign" && /^[a-z]+$/i.test(value) && !ordinary.has(value.toLowerCase());
  return isWord && here(re.next, text, last) ? { start, end: last } : null;
};

/** @param {string} value @param {string} text @param {number} last @param {boolean} isNamed @param {Record<string, RegExp>} re */
const looksChosen = (value, text, last, isNamed, re) => {
  const isWord = /^[a-z]+$/i.test(value);
  if (!isWord && /^[*_~]*[a-z]+[*_~]*$/i.test(value)) return false;
  if (/^[0-9]+$/.test(value)) return (isNamed || value.length >= 6) && !here(re.counted, text, last) && !/^(?:19|20)[0-9]{2}$/.test(value);
  if (full(re.other, value)) return isNamed && isWord && /[a-z][A-Z]/.test(value);
  return /[a-z]/i.test(value) && (/[0-9]/.test(value) || /[!@#$%^&*_+=~?|<>{}[\]\\]/.test(value.slice(0, -1)));
};

/** Private keys, by their shape; the server asks their arithmetic. @param {string} text @param {Rules} rule */
const keys = (text, { re }) => {
  const called = (/** @type {RegExpExecArray} */ match) => saysKey(text, match, re);
  const words = all(/(?<![0-9A-Za-z])[0-9A-Za-z]{29,130}(?![0-9A-Za-z])/g, text).filter((match) => {
    const [word] = match;
    if (full(re.extended, word) || /^(?:[569][1-9A-HJ-NP-Za-km-z]{50}|[KLcQT][1-9A-HJ-NP-Za-km-z]{51}|S[A-Z2-7]{55}|6P[1-9A-HJ-NP-Za-km-z]{56})$/.test(word)) return true;
    const mayBe = /^(?:(?:0x)?(?:[0-9a-f]{64}|[0-9a-f]{128})|[1-9A-HJ-NP-Za-km-z]{43,44}|[1-9A-HJ-NP-Za-km-z]{86,88})$/i.test(word);
    return mayBe && called(match);
  });
  const blocks = all(re.pem, text).map((match) => {
    const close = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/.exec(text.slice(end(match)));
    return { start: match.index, end: close ? end(match) + end(close) : text.length, kind: "private_key" };
  });
  const lists = all(re.numbers, text).filter((match) => {
    const numbers = (match[0].match(/[0-9]+/g) ?? []).map(Number);
    return Math.max(...numbers) < 256 && (numbers.length === 64 || (numbers.length === 32 && called(match)));
  });
  return [...words.map((match) => span(match, "private_key")), ...blocks, ...lists.map((match) => span(match, "private_key"))];
};

/** Whether the nearest word says that it is a key. @param {string} text @param {RegExpExecArray} match @param {Record<string, RegExp>} re */
const saysKey = (text, match, re) => {
  const head = text.slice(Math.max(0, match.index - 80), match.index);
  const tail = text.slice(end(match), end(match) + 40);
  if (!has(re.key, head) && !has(re.key, tail)) return false;
  const last = (/** @type {RegExp} */ one) => Math.max(-1, ...all(one, head).map(end));
  const [key, other] = [last(re.key), last(re.otherThanKey)];
  if (key >= 0 || other >= 0) return key > other;
  const first = (/** @type {RegExp} */ one) => all(one, tail)[0]?.index ?? tail.length + 1;
  return first(re.key) < first(re.otherThanKey);
};
