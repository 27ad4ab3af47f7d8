// @ts-check

/** @typedef {{id: string, topic: string, unread: number, over: boolean, text: string, at: string}} Row */

/**
 * The customer's conversations, the latest first: what to show, and how to build it.
 * @param {import("./talk.js").Talk} talk
 * @param {import("./model.js").Thread[]} threads
 * @returns {[Row[], (rows: Row[]) => Node[]]}
 */
export const earlier = (talk, threads) => [
  threads.map(summary).sort((one, other) => other.at.localeCompare(one.at)),
  (rows) => [talk.kit.h("div", { class: "rows", role: "group", "aria-label": talk.say("yours") }, ...rows.map((row) => button(talk, row)))],
];

/** @param {import("./model.js").Thread} thread @returns {Row} */
const summary = ({ id, topic, unread, over, summary: first, entries }) => {
  const { text, at = "" } = entries.filter(({ kind }) => kind === "message").pop() ?? first?.last ?? {};
  return { id, topic, unread, over, text: text ?? "", at };
};

/** @param {import("./talk.js").Talk} talk @param {Row} row */
const button = (talk, { id, topic, unread, over, text, at }) => {
  const { say, model, page, kit } = talk;
  const { h, icon } = kit;
  const label = model.home?.topics.find(({ code }) => code === topic)?.label ?? say("conversation");
  return h(
    "button",
    { class: "row", onclick: () => talk.show(id) },
    h("span", { class: "row__text" }, h("b", {}, label), words(talk, text)),
    h("small", {}, over ? say("solved") : at && brief(at, page.language)),
    unread > 0 && h("span", { class: "count", role: "img", "aria-label": talk.news(unread) }, `${unread}`),
    icon("right"),
  );
};

/** What was said last; where a secret was taken out of it, in words. @param {import("./talk.js").Talk} talk @param {string} text */
const words = ({ kit, page }, text) => {
  const element = kit.h("small", {}, text.replace(/\[removed:?\w*(?:\]|…?$)/g, "…"));
  if (text.includes("[removed"))
    import("./removed.js")
      .then(async ({ advised, inWords }) => (element.textContent = inWords(text, await advised(page.language))))
      .catch(() => {});
  return element;
};

/** The time today, the date before. @param {string} at @param {string} language */
const brief = (at, language) => {
  const date = new Date(at);
  return date.toDateString() === new Date().toDateString()
    ? date.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
    : date.toLocaleDateString(language, { day: "numeric", month: "short" });
};
