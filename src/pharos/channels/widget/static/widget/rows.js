// @ts-check
import { h, icon } from "./dom.js";

/**
 * @typedef {import("./thread.js").ThreadView} View
 * @typedef {import("./thread.js").Row} Row
 * @typedef {import("./line.js").Entry} Entry
 */

const EVENTS = /** @type {const} */ ({ joined: "joined", review: "reviewed", reopened: "reopened" });
const ASKING = /^(resolved|removed|verif|together)/;

/** A thin line between what people say. @param {string} text */
export const line = (text) => h("li", { class: "line" }, h("span", {}, text));

/** What few conversations need; it redraws once it is here. @param {import("./talk.js").Talk} talk */
const extras = (talk) => {
  if (!talk.extras) talk.more().catch(() => {});
  return talk.extras;
};

/** @param {View} view @param {Entry} entry @returns {Row | null} nothing to show */
export const entryRow = (view, entry) => {
  const { talk } = view;
  const { position, author, at, client_token, kind, data, name, text } = entry;
  if (kind === "message") {
    const build = (/** @type {boolean} */ joined) => message(view, entry, joined);
    return { key: client_token ?? `${position}`, at, author: author === "customer" ? author : author + name, now: [entry, !!talk.extras], build };
  }
  const { event } = data ?? {};
  const asking = ASKING.test(event);
  const words = EVENTS[/** @type {keyof typeof EVENTS} */ (event)];
  const shown = asking ? extras(talk) : words || text;
  const build = () => /** @type {typeof import("./extras.js")} */ (talk.extras).event(view, entry);
  const say = () => line(words ? talk.say(words, { name: data?.name ?? name }) : (text ?? ""));
  // What it asks for may have been done, or overtaken by what was said since.
  const { last, held } = view.thread;
  const now = [entry, asking && [last, held.get(position - 1)?.removed, talk.model.session.customer?.assurance]];
  return shown ? { key: `${position}`, at, author: "", now, build: asking ? build : say } : null;
};

/** A message that is still on its way. @param {View} view @param {import("./outbox.js").Item} item @returns {Row} */
export const itemRow = (view, item) => {
  const { say, model } = view.talk;
  const state = item.failed ? "failed" : model.offline ? "waiting" : "sending";
  const foot = item.failed ? (extras(view.talk)?.failed(view, item) ?? [item.failed]) : [icon("clock"), say(state)];
  return {
    key: item.client_token,
    at: item.at,
    author: "customer",
    now: [item, state, !!view.talk.extras],
    build: () => bubble(item.text, `message--mine message--${state}`, null, foot, view, item),
  };
};

/** @param {View} view @param {Entry} entry @param {boolean} joined */
const message = (view, entry, joined) => {
  const { author, name, text, at, removed } = entry;
  const { say } = view.talk;
  const mine = author === "customer";
  const who = !mine && !joined && h("p", { class: "who" }, author === "bot" && icon("bot"), h("b", {}, name ?? ""), author === "bot" && ` ${say("bot")}`);
  const foot = [view.time(at), mine && h("span", { role: "img", "aria-label": say("sent") }, icon("check"))];
  const element = bubble(text ?? say("cut"), mine ? "message--mine" : "", who, foot, view, entry, true);
  const warning = removed?.length && extras(view.talk)?.removal(view.talk, removed);
  if (warning) element.append(warning);
  return element;
};

/**
 * @param {string} text @param {string} kind empty: what somebody else says, read out when it comes @param {Node | null | false} who
 * @param {(Node | string | false)[]} foot
 * @param {View} view @param {Pick<Entry, "files" | "data">} entry what it is of @param {boolean} [sent]
 */
const bubble = (text, kind, who, foot, view, entry, sent) => {
  const element = h(
    "li",
    { class: `message ${kind}`, "aria-live": kind && "off" },
    who,
    h("p", { class: "words", dir: "auto" }, ...linked(text)),
    h("p", { class: "small" }, ...foot),
  );
  // What cannot be loaded leaves the words as they are.
  const more = entry.files ? "files" : entry.data?.event && "card";
  if (more) import(`./${more}.js`).then(({ draw }) => draw(view, element, entry, sent), () => {});
  return element;
};

/** Addresses of pages become links that tell the page nothing of where they were. @param {string} text */
const linked = (text) =>
  text.split(/(https?:\/\/[^\s<>"]+[\w/])/).map((part, index) =>
    index % 2 ? h("a", { href: part, target: "_blank", rel: "noopener noreferrer" }, part) : part,
  );
