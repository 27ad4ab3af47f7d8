// @ts-check
import { draw } from "./icons.js";
import { wait } from "./waiting.js";

/** @typedef {{start: number, end: number, kind: string}} Span a secret in a text */

// Words of sentences that are on no list of recovery words.
const PROSE = String.raw`(?:the|and|was|are|has|have|been|for|from|with|not|but|que|los|las|por|con|para)\b`;

/**
 * What is looked for while the rules cannot be loaded: a run of twelve words as in a recovery phrase
 * (numbered or not), a labelled private key of 64 hex digits, a WIF or extended private key.
 */
const PLAIN = new RegExp(
  [
    String.raw`(?:\b(?!${PROSE})[a-z]{3,8}\b[\s,;]+(?:\d+[.):]?\s*)?){11,}\b(?!${PROSE})[a-z]{3,8}\b`,
    String.raw`(?:\p{Script=Han}[ ,、]+){11,}\p{Script=Han}`,
    String.raw`(?<=(?:private|secret|priv|privada|secreta|개인|비밀|私钥|密钥).{0,40})\b(?:0x)?[0-9a-f]{64}\b`,
    String.raw`\b[xyz]prv[0-9a-z]{100,}`,
    String.raw`\b(?:5[1-9A-HJ-NP-Za-km-z]{50}|[KL][1-9A-HJ-NP-Za-km-z]{51})\b`,
  ].join("|"),
  "gisu",
);

const plain = (/** @type {string} */ text) =>
  [...text.matchAll(PLAIN)].map(({ 0: { length }, index }) => ({ start: index, end: index + length, kind: "" }));

/** How long a message waits for the rules. */
const PATIENCE = 2000;
const late = () => new Promise((_, refuse) => setTimeout(refuse, PATIENCE));
const rules = () => import("./finding.js");

// They are here before somebody has written anything.
rules().then(({ load }) => load(), () => {}).catch(() => {});

/** Where secrets stand in a text; the server looks again, more closely. @param {string} text @returns {Promise<Span[]>} */
export const secretsIn = async (text) => {
  try {
    return await Promise.race([rules().then(({ find }) => find(text)), late()]);
  } catch {
    return plain(text);
  }
};

/** Whether a text holds what must not leave. @param {string} text */
export const hasSecret = async (text) => (await secretsIn(text)).length > 0;

/**
 * Asks once more before such a text leaves. Its words wait in the field, and nowhere else.
 * @param {import("./composer.js").Composer} composer
 * @param {string} text
 * @param {import("./model.js").Thread} thread the conversation when it was to be sent
 * @returns {Promise<boolean>} whether it is not to be sent now
 */
export const question = async (composer, text, thread) => {
  const { talk, tell, field, view } = composer;
  const found = await hasSecret(text.normalize("NFC"));
  const asked = found && (await talk.more().then(() => true, () => false));
  // Who has signed out since leaves nothing here.
  if (view.thread !== thread) return true;
  if (!asked) return false;
  const { say, kit } = talk;
  const { h, icon, link } = kit;
  draw(kit);
  const clean = async () => {
    const composed = field.value.normalize("NFC");
    const spans = await secretsIn(composed);
    tell();
    composer.edit(without(composed, spans, say("cut")));
  };
  const sure = () => {
    const words = field.value.trim();
    tell();
    composer.edit("");
    if (words) composer.send(words);
  };
  // What she has begun to write since stays behind it, what she is asked about already before it.
  const { value } = field;
  const words = composer.aside.hasChildNodes() ? [value, text] : [text, value];
  composer.edit(words.filter(Boolean).join("\n"));
  const button = h("button", { class: "button", onclick: clean }, say("takeOut"));
  const choices = h("div", { class: "choices" }, button, link(say("anyway"), sure));
  tell(h("div", { class: "notice notice--danger", role: "alert" }, icon("lock"), h("div", {}, say("secret"), choices)));
  wait(view, thread);
  button.focus();
  return true;
};

/** @param {string} text @param {Span[]} spans @param {string} mark what stands in their place */
const without = (text, spans, mark) => {
  let at = 0;
  const parts = spans.map(({ start, end }) => {
    const part = text.slice(at, start) + mark;
    at = end;
    return part;
  });
  return parts.join("") + text.slice(at);
};
