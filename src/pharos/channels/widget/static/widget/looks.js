// @ts-check

/**
 * @typedef {import("./thread.js").ThreadView} View
 * @typedef {{at: string, who: string, kind: string, purpose: string, why: string, what: string[], times?: number}} Look
 */

/** Shows who looked at the customer's data for this conversation, when, at what and what for. @param {View} view */
export const show = async ({ talk, composer, id }) => {
  const { say, kit, page } = talk;
  const { h, link, clock, sameDay } = kit;
  const [answer] = await Promise.all([talk.model.session.ask(`conversations/${id}/looks`), talk.learn(".looks")]);
  const { looks } = await answer.json();
  const when = (/** @type {string} */ at) =>
    sameDay(at, Date.now()) ? clock(at, page.language) : `${kit.show(page.language, { day: "numeric", month: "short" }, at)} ${clock(at, page.language)}`;
  const list = new Intl.ListFormat(page.language, { type: "conjunction" });
  const row = (/** @type {Look} */ { at, who, what, why, times = 1 }) =>
    h(
      "li",
      {},
      h("p", {}, h("b", {}, who), h("time", { datetime: at }, when(at)), times > 1 && h("small", {}, say("times", { n: times }))),
      h("p", {}, list.format(what)),
      why && h("small", {}, why),
    );
  const title = h("b", { tabindex: "-1" }, say("looked"));
  const body = looks.length
    ? h("ul", { class: "looks", tabindex: "0", "aria-label": say("looked") }, ...together(looks).map(row))
    : h("p", {}, say("nobodyLooked"));
  composer.tell(h("div", { class: "ask" }, title, h("p", { class: "soft" }, say("looksWhy")), body, h("div", { class: "choices" }, link(say("close"), () => (composer.tell(), composer.focus())))));
  title.focus();
};

/** Looks of the same kind that follow each other are one line. @param {Look[]} looks @returns {Look[]} */
const together = (looks) => {
  const key = (/** @type {Look} */ { who, why, what }) => JSON.stringify([who, why, what]);
  /** @type {Look[]} */
  const found = [];
  for (const look of looks) {
    const last = found.at(-1);
    if (last && key(last) === key(look)) last.times = (last.times ?? 1) + 1;
    else found.push({ ...look });
  }
  return found;
};
