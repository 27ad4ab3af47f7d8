// @ts-check
import { zone } from "./home.js";
import { draw as drawIcons } from "./icons.js";

/**
 * @typedef {import("./thread.js").ThreadView} View
 * @typedef {import("./talk.js").Talk} Talk
 * @typedef {import("./line.js").Entry} Entry
 * @typedef {{name: string, label: string, value: string, copy?: string}} Row
 * @typedef {import("./step.js").Ask} Ask
 * @typedef {{diagnoser: string, rows?: Row[], bar?: [number, number], as_of: string, next_at?: string, ask?: Ask}} Finding
 */

const TICK = 10_000;
const TOLD_MS = 3000;

/** The cards on the page; each brings itself up to date and says whether it still stands. @type {Set<() => boolean>} */
const standing = new Set();
/** @type {Promise<unknown> | undefined} */
let dressed;
let timer = 0;

/**
 * Makes a card of the message that tells a finding. Its sentences stay where they are, so that they
 * are read out once, as any message; the evidence is there for whoever goes to it.
 * @param {View} view @param {HTMLElement} element @param {Entry} entry
 */
export const draw = async (view, element, entry) => {
  const { talk, log } = view;
  const { rows, bar, next_at, ask } = entry.data ?? {};
  // Where nothing could be looked up there is no evidence: then it is a message and no more.
  if (!(rows?.length || bar || next_at || ask) || !(await prepared(talk))) return;
  const isEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  element.classList.add("message--card");
  element.querySelector(".who .icon")?.replaceWith(talk.kit.icon("bot"));
  element.querySelector(":scope > .words")?.after(card(view, entry.position, /** @type {Finding} */ (entry.data)));
  beat();
  if (isEnd) log.scrollTop = log.scrollHeight;
};

/** Words, style and icons are there; without a connection they may not be. @param {Talk} talk */
const prepared = async (talk) => {
  const { kit, model, page } = talk;
  const isFirst = !dressed;
  try {
    await Promise.all([talk.learn(".card"), (dressed ??= kit.dress(page.root, "card.css"))]);
  } catch {
    dressed = undefined;
    return false;
  }
  drawIcons(kit);
  if (isFirst) model.addEventListener("change", beat);
  return true;
};

/** Ages grow and promises end also while nothing comes in. */
const beat = () => {
  for (const refresh of standing) if (!refresh()) standing.delete(refresh);
  clearTimeout(timer);
  if (standing.size) timer = window.setTimeout(beat, TICK);
};

/** @param {View} view @param {number} position @param {Finding} finding */
const card = (view, position, finding) => {
  const { talk, thread } = view;
  const { say, kit } = talk;
  const { h, fill } = kit;
  const { rows = [], bar, as_of, next_at, ask, diagnoser } = finding;
  const amount = rows.find(({ name }) => name === "amount");
  const [here, there] = ["network", "expected"].map((name) => rows.find((row) => row.name === name));
  const others = rows.filter((row) => row !== amount && !(here && there && (row === here || row === there)));
  const age = h("p", { class: "finding__age" });
  const next = h("div", { class: "finding__next" });
  const step = h("div", { class: "finding__next", hidden: true });
  const element = h(
    "article",
    // What moves in here is not read out: it moves all the time.
    { class: "finding", "aria-label": say("finding"), "aria-live": "off" },
    h(
      "div",
      { class: "finding__body" },
      !!amount && large(talk, amount),
      !!here && !!there && route(talk, here.value, there.value),
      !!bar && confirmations(talk, bar),
      others.length > 0 && pairs(talk, others),
      age,
    ),
    next,
    step,
  );
  const ends = (/** @type {Entry} */ later) =>
    later.position > position && (later.data?.event === "resolved" || later.data?.diagnoser === diagnoser);
  standing.add(() => {
    const now = Date.now();
    fill(age, say("asOf", { time: moment(talk, as_of), age: ago(talk, now - Date.parse(as_of)) }), (text) => [text]);
    // What was promised here has been kept or overtaken by what was said since.
    const isOver = thread.entries.some(ends) || !next_at;
    next.hidden = isOver;
    const when = next_at && (Date.parse(next_at) > now ? moment(talk, next_at) : "passed");
    fill(next, isOver ? null : [when], () => [
      h("b", {}, say("next")),
      h("p", {}, ...promise(talk, /** @type {string} */ (next_at))),
    ]);
    return element.isConnected;
  });
  // Without a connection there is no button to press.
  if (ask) import("./step.js").then(({ offer }) => offer(view, ask, { position, place: step, isOver: () => thread.entries.some(ends) }), () => {});
  return element;
};

/** When we look again, with the reader's zone by its name. @param {Talk} talk @param {string} at */
const promise = (talk, at) => {
  const { say, kit, page } = talk;
  if (Date.parse(at) < Date.now()) return [say("overdue")];
  const [before, after] = say("byThen", { time: "\n" }).split("\n");
  return [before, kit.h("b", {}, say("yourTime", { time: moment(talk, at), zone: zone(page.language) })), after];
};

/** The number large, what it is of beside it. @param {Talk} talk @param {Row} row */
const large = ({ kit: { h } }, { label, value }) => {
  const cut = value.lastIndexOf(" ") + 1 || value.length;
  return h("dl", { class: "amount" }, h("dt", { class: "unseen" }, label), h("dd", {}, value.slice(0, cut), h("small", {}, value.slice(cut))));
};

/** Where it went, and where it should have gone. @param {Talk} talk @param {string} here @param {string} there */
const route = ({ say, kit: { h } }, here, there) => {
  const stop = (/** @type {string} */ name, /** @type {string} */ words) => h("li", {}, h("b", {}, name), h("small", {}, words));
  return h("ul", { class: "route" }, stop(here, say("wentTo")), stop(there, say("meantFor")));
};

/** @param {Talk} talk @param {[number, number]} bar */
const confirmations = ({ say, kit: { h }, page }, [have, need]) => {
  const write = (/** @type {number} */ n) => new Intl.NumberFormat(page.language).format(n);
  const done = have >= need;
  const words = say("confirmed", { have: write(Math.min(have, need)), need: write(need) });
  return h(
    "div",
    { class: "confirmations" },
    h("p", {}, h("b", {}, words), done && h("span", {}, say("enough"))),
    h("progress", { class: done && "progress--done", max: need, value: Math.min(have, need), "aria-label": say("confirmations") }, words),
  );
};

/** @param {Talk} talk @param {Row[]} rows */
const pairs = (talk, rows) => {
  const { h } = talk.kit;
  const pair = (/** @type {Row} */ row) => [h("dt", {}, row.label), h("dd", { dir: "auto" }, row.copy ? hash(talk, row, row.copy) : row.value)];
  return h("dl", { class: "pairs" }, ...rows.flatMap(pair));
};

/** Shown short, copied whole. @param {Talk} talk @param {Row} row @param {string} whole */
const hash = ({ say, kit }, { label, value }, whole) => {
  const { h, icon } = kit;
  const name = say("copy", { what: label });
  const shown = h("span", { title: whole }, value);
  const told = h("small", { role: "status" });
  const press = async () => {
    const done = await copied(kit, button, whole);
    button.replaceChildren(icon(done ? "check" : "copy"));
    told.textContent = say(done ? "copied" : "uncopied");
    if (!done) shown.textContent = whole;
    setTimeout(() => {
      button.replaceChildren(icon("copy"));
      if (done) told.textContent = "";
    }, TOLD_MS);
  };
  const button = h("button", { class: "hash__copy", "aria-label": name, title: name, onclick: press }, icon("copy"));
  return h("span", { class: "hash" }, shown, button, told);
};

/** @param {Talk["kit"]} kit @param {HTMLElement} button @param {string} text */
const copied = async ({ h }, button, text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // On plain HTTP there is no clipboard to write to, but what is selected can be copied.
    const field = h("textarea", { class: "unseen", readonly: true });
    field.value = text;
    button.after(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    button.focus();
    return done;
  }
};

/** 14:20 of today, with its day otherwise. @param {Talk} talk @param {string} at */
const moment = ({ kit: { clock, sameDay, show }, page: { language } }, at) =>
  sameDay(at, Date.now()) ? clock(at, language) : `${show(language, { weekday: "short", day: "numeric", month: "short" }, at)} ${clock(at, language)}`;

/** How long ago that is, in the largest unit that fits. @param {Talk} talk @param {number} ms */
const ago = ({ page }, ms) => {
  const seconds = Math.max(0, ms / 1000);
  const [unit, size] = /** @type {[Intl.RelativeTimeFormatUnit, number][]} */ ([["day", 86400], ["hour", 3600], ["minute", 60]]).find(([, size]) => seconds >= size) ?? ["second", 1];
  // Seconds in tens: nobody wants to see them tick.
  const count = unit === "second" ? Math.floor(seconds / 10) * 10 : Math.floor(seconds / size);
  return new Intl.RelativeTimeFormat(page.language, { numeric: "auto" }).format(-count, unit);
};
