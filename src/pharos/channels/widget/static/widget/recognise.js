// @ts-check

/** @typedef {import("./thread.js").ThreadView} View */

/** A transaction's hash, as the server recognises it. */
const HASH = /(?<![0-9a-z])(0x)?[0-9a-f]{64}(?![0-9a-z])/i;
const NUMBER = /(?<![\w-])([2-9B-Z]{4}-[2-9B-Z]{4}-[2-9B-Z])(?![\w-])/i;

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
  const told = kit.h("p", { class: "small", role: "status", lang: page.language });
  Object.assign(told.style, { paddingInline: "8px", flexWrap: "nowrap", alignItems: "start" });
  composer.element.append(told);
  const look = () => {
    if (!told.isConnected) return model.removeEventListener("change", look);
    const text = recognised(view, composer.field.value);
    told.style.marginBlockStart = text ? "" : "-8px";
    kit.fill(told, text || null, (words) => [kit.icon("check"), kit.h("span", {}, words)]);
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
    const looks = model.home?.topics.some((one) => one.code === code && one.looks);
    const known = (model.session.customer?.assurance ?? 0) >= 2;
    return say(looks && known ? "hashLooks" : "hash");
  }
  const number = NUMBER.exec(text)?.[1].toUpperCase();
  return number && isRight(number) ? say("number", { case: number }) : "";
};

/** Whether its last character proves the others: ISO 7064 MOD 37,36. @param {string} number */
const isRight = (number) => {
  let check = 18;
  for (const letter of number.replaceAll("-", "")) check = (((check || 36) * 2) % 37 + parseInt(letter, 36)) % 36;
  return check === 1;
};
