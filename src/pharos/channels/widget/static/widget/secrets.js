// @ts-check
import { draw } from "./icons.js";

// Words of sentences that are on no list of recovery words.
const PROSE = String.raw`(?:the|and|was|are|has|have|been|for|from|with|not|but|que|los|las|por|con|para)\b`;

/**
 * The first rule against handing out a wallet: a run of twelve words as in a recovery phrase
 * (numbered or not), a labelled private key of 64 hex digits, a WIF or extended private key.
 * Transaction hashes, addresses and order numbers pass. The server looks again, more closely.
 */
const SECRET = new RegExp(
  [
    String.raw`(?:\b(?!${PROSE})[a-z]{3,8}\b[\s,;]+(?:\d+[.):]?\s*)?){11,}\b(?!${PROSE})[a-z]{3,8}\b`,
    String.raw`(?:\p{Script=Han}[ ,、]+){11,}\p{Script=Han}`,
    String.raw`(?<=(?:private|secret|priv|privada|secreta|개인|비밀|私钥|密钥).{0,40})\b(?:0x)?[0-9a-f]{64}\b`,
    String.raw`\b[xyz]prv[0-9a-z]{100,}`,
    String.raw`\b(?:5[1-9A-HJ-NP-Za-km-z]{50}|[KL][1-9A-HJ-NP-Za-km-z]{51})\b`,
  ].join("|"),
  "gisu",
);

/** Whether a text holds what must not leave. @param {string} text */
export const hasSecret = (text) => text.search(SECRET) >= 0;

/**
 * Asks once more before such a text leaves.
 * @param {import("./composer.js").Composer} composer
 * @param {string} text
 * @returns {Promise<boolean>} whether there was something to ask
 */
export const question = async ({ talk, tell, edit, send }, text) => {
  if (!hasSecret(text) || !(await talk.more().then(() => true, () => false))) return false;
  const { say, kit } = talk;
  const { h, icon, link } = kit;
  draw(kit);
  const clean = () => {
    tell();
    edit(text.replace(SECRET, say("cut")));
  };
  const sure = () => {
    tell();
    edit("");
    send(text);
  };
  edit(text);
  const button = h("button", { class: "button", onclick: clean }, say("takeOut"));
  const choices = h("div", { class: "choices" }, button, link(say("anyway"), sure));
  tell(h("div", { class: "notice notice--danger", role: "alert" }, icon("lock"), h("div", {}, say("secret"), choices)));
  button.focus();
  return true;
};
