// @ts-check

/**
 * @typedef {import("./thread.js").ThreadView} View
 * @typedef {import("./line.js").Entry} Entry
 * @typedef {{overall?: number, speed?: number, solved?: string, attitude?: number, words?: string}} Opinion
 */

const DAY = 24 * 3600 * 1000;
/**
 * What somebody has begun, until it stands in the conversation, by the resolution that it is about.
 * @typedef {{form: HTMLElement, sent?: number}} Begun sent: how many ratings there were before it
 * @type {WeakMap<View, Map<number, Begun>>}
 */
const begun = new WeakMap();

/**
 * How long it took, and what the customer thinks of it: asked once, open to change for a day.
 * @param {View} view @param {Entry} entry the resolution @param {HTMLElement} place
 */
export const rate = async (view, entry, place) => {
  const { talk } = view;
  await Promise.all([talk.learn(".after"), (dressed ??= talk.kit.dress(talk.page.root, "rating.css"))]);
  const { say, kit, page } = talk;
  const { h, link, clock, sameDay, show } = kit;
  const { entries } = view.thread;
  const next = entries.find(({ position, data }) => position > entry.position && data?.event === "resolved");
  const given = entries.filter(({ position, data }) => data?.event === "rated" && position > entry.position && (!next || position < next.position));
  const last = given.at(-1);
  const until = given.length ? Date.parse(given[0].at) + DAY : Infinity;
  const reopened = entries.some(({ position, kind }) => position > entry.position && kind === "message");

  const facts = took(talk, entry.data ?? {});
  const told = () => {
    if (!last) return [];
    const { overall = 0, solved, words } = /** @type {Opinion} */ (last.data ?? {});
    const when = new Date(until).toISOString();
    const time = sameDay(when, Date.now()) ? clock(when, page.language) : `${show(page.language, { weekday: "long" }, when)} ${clock(when, page.language)}`;
    const change = Date.now() < until && !reopened && [h("small", {}, say("until", { time })), " ", link(say("change"), () => ask(/** @type {Opinion} */ (last.data)))];
    return [
      h("p", { class: "given", role: "status" }, h("span", { class: "stars", role: "img", "aria-label": say("ofFive", { n: overall }) }, "★".repeat(overall), h("i", {}, "★".repeat(5 - overall))), say("thanks")),
      words && h("p", { class: "words soft", dir: "auto" }, words),
      solved === "no" && !reopened && h("p", {}, say("sorry")),
      change && h("p", {}, ...change),
    ];
  };
  /** @param {Opinion} opinion */
  const ask = (opinion) => place.replaceChildren(facts, form(view, entry, opinion, given.length));

  const kept = begun.get(view)?.get(entry.position);
  // The conversation may tell of it before the answer to sending it is here.
  const came = kept?.sent !== undefined && given.length > kept.sent;
  if (came) begun.get(view)?.delete(entry.position);
  else if (kept) return place.replaceChildren(facts, kept.form);
  if (!last && !reopened) ask({});
  else place.replaceChildren(.../** @type {Node[]} */ ([facts, ...told()].filter(Boolean)));
};

/** @param {View} view @param {Entry} entry @param {Opinion} start @param {number} before how many ratings there are */
const form = (view, entry, start, before) => {
  const { talk } = view;
  const { say, kit, model } = talk;
  const { h } = kit;
  /** @type {Opinion} */
  const opinion = { ...start };
  const token = crypto.randomUUID();
  const keep = () => {
    const all = begun.get(view) ?? new Map();
    begun.set(view, all.set(entry.position, here));
  };
  const name = (/** @type {string} */ part) => `${part}-${entry.position}`;
  const stars = (/** @type {"overall" | "speed" | "attitude"} */ part) =>
    h(
      "fieldset",
      { class: "ask5" },
      h("legend", {}, say(part)),
      h(
        "span",
        { class: "stars" },
        ...[1, 2, 3, 4, 5].map((n) =>
          h("label", {}, h("input", { type: "radio", name: name(part), value: n, checked: opinion[part] === n, "aria-label": say("ofFive", { n }), onchange: () => ((opinion[part] = n), keep(), ready()) }), h("span", { "aria-hidden": "true" }, "★")),
        ),
      ),
    );
  const solved = h(
    "fieldset",
    { class: "ask5" },
    h("legend", {}, say("solvedAsk")),
    h(
      "span",
      { class: "pills" },
      .../** @type {const} */ (["yes", "partly", "no"]).map((one) =>
        h("label", {}, h("input", { type: "radio", name: name("solved"), value: one, checked: opinion.solved === one, onchange: () => ((opinion.solved = one), keep()) }), h("span", {}, say(one))),
      ),
    ),
  );
  const words = h("textarea", { rows: "2", maxlength: "2000", "aria-label": say("words"), placeholder: say("words"), oninput: () => ((opinion.words = words.value), keep()) });
  words.value = opinion.words ?? "";
  const problem = h("p", { class: "counter", role: "alert" });
  const send = h("button", { class: "button button--primary", type: "submit" }, say("rate"));
  const ready = () => (send.disabled = !opinion.overall);
  ready();
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    send.disabled = true;
    here.sent = before;
    keep();
    const { overall, speed, solved: answer, attitude, words: said } = opinion;
    try {
      await model.session.ask(`conversations/${view.id}/ratings`, { body: { client_token: token, overall, speed, solved: answer, attitude, words: said } });
    } catch (error) {
      delete here.sent;
      problem.textContent = /** @type {{code?: string, message?: string}} */ (error).code ? `${/** @type {Error} */ (error).message}` : say("failedRating");
      ready();
    }
  };
  /** @type {Begun} */
  const here = { form: h("form", { class: "rating", onsubmit: submit }, h("b", {}, say("how")), stars("overall"), solved, stars("speed"), stars("attitude"), words, problem, send) };
  return here.form;
};

/** Answered in 4 minutes, solved in 2 hours. @param {import("./talk.js").Talk} talk @param {Record<string, any>} data */
const took = ({ say, kit, page }, { answered_in, solved_in }) => {
  if (solved_in == null) return kit.h("p", { hidden: true });
  const span = (/** @type {number} */ seconds) => {
    const [unit, size] = /** @type {[string, number][]} */ ([["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]]).find(([, size]) => seconds >= size) ?? ["second", 1];
    return new Intl.NumberFormat(page.language, { style: "unit", unit, unitDisplay: "long" }).format(Math.round(seconds / size));
  };
  return kit.h("p", { class: "small" }, `${say("answeredIn", { time: span(answered_in) })}, ${say("solvedIn", { time: span(solved_in) })}`);
};

/** @type {Promise<void> | undefined} */
let dressed;
