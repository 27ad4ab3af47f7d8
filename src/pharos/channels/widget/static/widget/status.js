// @ts-check

/**
 * @typedef {{text: string, at?: string | null, after: string, after_at?: string | null}} StatusLine a sentence with {time} for the instant
 * @typedef {{state: string, text: string, lines: StatusLine[], as_of?: string | null, as_of_text: string, more: string, url: string}} Status
 */

/**
 * What is open: the first thing that is wrong, or that nothing is; the rest unfolds.
 * @param {import("./talk.js").Talk} talk @param {Status} status
 */
export const lines = ({ kit, page }, { state, text, lines: wrong, as_of, as_of_text, more, url }) => {
  const { h, icon, clock, sameDay, show } = kit;
  const moment = (/** @type {string} */ at) =>
    sameDay(at, Date.now()) ? clock(at, page.language) : `${show(page.language, { day: "numeric", month: "short" }, at)} ${clock(at, page.language)}`;
  const timed = (/** @type {string} */ words, /** @type {string | null | undefined} */ at) => words.replace("{time}", at ? moment(at) : "");
  const spoken = (/** @type {StatusLine} */ line) => [timed(line.text, line.at), line.after && timed(line.after, line.after_at)].filter(Boolean).join(" ");
  const [first] = wrong;
  return h(
    "details",
    { class: `status status--${state}` },
    h("summary", {}, icon(state === "open" ? "check" : state === "trouble" ? "alert" : "question"), h("span", {}, first ? timed(first.text, first.at) : text)),
    // Alone and with nothing to add it has been said above.
    (wrong.length > 1 || first?.after) && h("ul", {}, ...wrong.map((each) => h("li", {}, spoken(each)))),
    h(
      "p",
      { class: "soft" },
      as_of && timed(as_of_text, as_of),
      h("a", { class: "link", href: page.here(url), target: "_blank", rel: "noopener" }, more),
    ),
  );
};
