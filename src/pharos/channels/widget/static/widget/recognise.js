// @ts-check

/** @typedef {import("./thread.js").ThreadView} View */

/** The two that need no question: a hash of 64 hexadecimal digits, and a case number with its check. */
const HASH = /(?<![0-9a-z])(0x)?[0-9a-f]{64}(?![0-9a-z])/i;
const NUMBER = /(?<![\w-])([2-9B-Z]{4}-[2-9B-Z]{4}-[2-9B-Z])(?![\w-])/i;

/**
 * What the server is asked about: a word as long as an address, or one like the number of an order.
 * It knows the checksums of all families, and keeps nothing of it.
 */
const WORD = /(?<![-\w])(?:[-\w:.]{25,150}|(?:ord|order|p2p|dep|deposit|wd|withdraw|withdrawal|fiat|trade)[-_]\w[-\w]{0,62})(?![-\w])/i;
/** A seed of Stellar has the form of its addresses. */
const SEED = /^S[A-Z2-7]{55}$/;
const PAUSE = 400;

/** What the server has said, by language and word. @type {Map<string, {words: string, slip?: boolean}>} */
const told = new Map();

/** Those that are watched already. @type {WeakSet<View>} */
const watched = new WeakSet();

/**
 * Says quietly, under the field, what is recognised in what is being written.
 * @param {View} view
 */
export const watch = async (view) => {
  if (watched.has(view)) return;
  watched.add(view);
  const { talk, composer } = view;
  const { kit, model, page } = talk;
  try {
    await talk.learn(".card");
  } catch {
    watched.delete(view);
    return;
  }
  const hint = kit.h("p", { class: "small", role: "status", lang: page.language });
  Object.assign(hint.style, { paddingInline: "8px", flexWrap: "nowrap", alignItems: "start" });
  composer.element.append(hint);
  let timer = 0;
  const look = () => {
    if (!hint.isConnected) return model.removeEventListener("change", look);
    const word = WORD.exec(composer.field.value)?.[0];
    const known = recognised(view, composer.field.value);
    const heard = known || !word ? { words: known } : told.get(`${page.language} ${word}`);
    const text = heard?.words;
    clearTimeout(timer);
    if (word && !heard) timer = window.setTimeout(() => asked(view, word).then(look, () => {}), PAUSE);
    hint.style.marginBlockStart = text ? "" : "-8px";
    kit.fill(hint, text || null, (words) => [kit.icon(heard?.slip ? "alert" : "check"), kit.h("span", {}, words)]);
  };
  const { edit } = composer;
  composer.edit = (text) => {
    edit(text);
    look();
  };
  composer.field.addEventListener("input", look);
  // Who this is, and what is looked up, may be heard later.
  model.addEventListener("change", look);
  // The place must be there before words come into it, or they are not read out.
  requestAnimationFrame(look);
};

/** @param {View} view @param {string} text */
const recognised = ({ talk, thread, topic }, text) => {
  const { say, model } = talk;
  if (HASH.test(text)) {
    const code = thread.topic || topic;
    const chosen = model.home?.topics.find((one) => one.code === code);
    // Without a topic what is named tells what it is about.
    const looks = chosen ? chosen.looks : model.home?.looks;
    const known = (model.session.customer?.assurance ?? 0) >= 2;
    return say(looks && known ? "hashLooks" : "hash");
  }
  const number = NUMBER.exec(text)?.[1].toUpperCase();
  return number && isRight(number) ? say("number", { case: number }) : "";
};

/** Asks the server what a word is, unless it may be a secret. @param {View} view @param {string} word */
const asked = async ({ talk: { model, page } }, word) => {
  const { hasSecret } = await import("./secrets.js");
  const key = `${page.language} ${word}`;
  told.set(key, { words: "" });
  if (SEED.test(word) || (await hasSecret(word))) return;
  const answer = await model.session.ask("naming", { body: { word } });
  told.set(key, await answer.json());
};

/** Whether its last character proves the others: ISO 7064 MOD 37,36. @param {string} number */
const isRight = (number) => {
  let check = 18;
  for (const letter of number.replaceAll("-", "")) check = (((check || 36) * 2) % 37 + parseInt(letter, 36)) % 36;
  return check === 1;
};
