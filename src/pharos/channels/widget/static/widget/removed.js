// @ts-check

/** @typedef {Record<string, {name: string, advice: string}>} Told what the server says of each kind of secret */

/** @type {Map<string, Promise<Told>>} by language */
const advice = new Map();

/** @param {string} language @returns {Promise<Told>} */
export const advised = (language) => {
  const held = advice.get(language) ?? fetch(new URL(`advice.${language}.json`, import.meta.url)).then((answer) => answer.json());
  advice.set(language, held);
  held.catch(() => advice.delete(language));
  return held;
};

/** A text with words in place of its markers; one that a list has cut is left out. @param {string} text @param {Told} told */
export const inWords = (text, told) =>
  text.replace(/\[removed:(\w+)\]/g, (marker, kind) => told[kind]?.name ?? marker).replace(/\[removed:?\w*…?$/, "…");
