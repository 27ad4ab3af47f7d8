// @ts-check
import { draw } from "./icons.js";

/**
 * @typedef {import("./thread.js").ThreadView} View
 * @typedef {import("./talk.js").Talk} Talk
 * @typedef {{kind: string, subject: string, label: string, sure?: string, wants?: string}} Ask
 * @typedef {{state: string, at: string}} Told
 * @typedef {{position: number, place: HTMLElement, isOver: () => boolean}} On
 */

/** How far what was asked for is, in words. @type {Record<string, "stepAsked" | "stepTaken" | "stepDone" | "stepRefused" | "stepDeclined" | "stepLost">} */
const STATES = {
  AWAITING_APPROVAL: "stepAsked",
  ASKED: "stepAsked",
  AWAY: "stepAsked",
  RUNNING: "stepTaken",
  DONE: "stepDone",
  REFUSED: "stepRefused",
  DECLINED: "stepDeclined",
  LOST: "stepLost",
};
const ENDED = /REFUSED|DECLINED|LOST/;

/** @type {Promise<unknown> | undefined} */
let dressed;

/** Words, style and icons. @param {Talk} talk */
const prepared = async (talk) => {
  await Promise.all([talk.learn(".step"), talk.finery(), (dressed ??= talk.kit.dress(talk.page.root, "step.css"))]).catch((error) => {
    dressed = undefined;
    throw error;
  });
  draw(talk.kit);
};

/** One button on a card: pressed, it says what became of it. @param {View} view @param {Ask} ask @param {On} on */
export const offer = async (view, ask, { position, place, isOver }) => {
  const { talk, thread } = view;
  await prepared(talk);
  /** @type {Told | null} */
  let pressed = null;
  const form = asking(view, ask, position, (told) => {
    pressed = told;
    refresh();
    place.focus();
  });
  place.tabIndex = -1;
  const refresh = () => {
    if (!place.isConnected && pressed !== null) return;
    const last = latest(thread.entries, ask);
    // What was refused before this was found may be asked for again.
    const { state: said = "", reason = "" } = last?.data ?? {};
    // What was so already is as good as done.
    const how = /^ALREADY/.test(reason) ? "DONE" : said;
    const told = last && (last.position > position || !ENDED.test(how)) ? { state: how, at: last.at } : pressed;
    place.hidden = !told && isOver();
    talk.kit.fill(place, told ?? "", () => [told ? state(talk, ask, told) : form]);
  };
  talk.model.addEventListener("change", refresh);
  refresh();
};

/** @param {import("./line.js").Entry[]} entries @param {Ask} ask */
const latest = (entries, { kind, subject }) =>
  entries.filter(({ data }) => data?.event === "job" && data.kind === kind && data.subject === subject).at(-1);

/** @param {Talk} talk @param {Ask} ask @param {Told} told */
const state = ({ kit: { h, icon, clock, sameDay, show }, say, page: { language } }, { label }, { state, at }) => {
  const time = (sameDay(at, Date.now()) ? "" : `${show(language, { day: "numeric", month: "short" }, at)} `) + clock(at, language);
  const sign = state === "DONE" ? "check" : ENDED.test(state) ? "alert" : "clock";
  return h("p", { class: `step step--${state.toLowerCase()}` }, icon(sign), h("span", {}, h("b", {}, label), " ", say(STATES[state] ?? "stepAsked", { time })));
};

/** The button, what has to be said besides, and the question before what cannot be undone. @param {View} view @param {Ask} ask @param {number} position @param {(told: Told) => void} done */
const asking = ({ talk, id }, ask, position, done) => {
  const { kit, say, model } = talk;
  const { h, link } = kit;
  const fields = ask.wants ? transfer(talk) : null;
  const problem = h("p", { role: "alert", class: "notice notice--danger", hidden: true });
  const client_token = crypto.randomUUID();
  const press = async () => {
    if (fields && !fields.element.reportValidity()) return;
    if (ask.sure && question.hidden) {
      question.hidden = false;
      button.hidden = true;
      question.querySelector("button")?.focus();
      return;
    }
    await send(talk, { button: ask.sure ? yes : button, problem }, async () => {
      const body = { kind: ask.kind, client_token, position, said: fields?.said() };
      done(await (await model.session.ask(`conversations/${id}/steps`, { body })).json());
    });
  };
  const button = h("button", { class: "button button--primary", type: "button", onclick: press }, ask.label);
  const yes = h("button", { class: "button button--primary", type: "button", onclick: press }, ask.label);
  const no = link(say("stepNo"), () => {
    question.hidden = true;
    button.hidden = false;
    button.focus();
  });
  const question = h("div", { class: "ask", role: "group", "aria-label": ask.sure, hidden: true }, h("p", {}, ask.sure), h("div", { class: "choices" }, yes, no));
  return h("div", { class: "ask" }, fields?.element, h("div", { class: "choices" }, button), question, problem);
};

/** Once at a time; what went wrong is said, and can be pressed again. @param {Talk} talk @param {{button: HTMLButtonElement, problem: HTMLElement}} parts @param {() => Promise<void>} act */
const send = async ({ say }, { button, problem }, act) => {
  if (button.disabled) return;
  button.disabled = true;
  problem.hidden = true;
  try {
    await act();
  } catch (error) {
    const { code = "", message = "" } = /** @type {{code?: string, message?: string}} */ (error);
    problem.textContent = code ? message : say("stepFailed");
    problem.hidden = false;
    button.disabled = false;
  }
};

/** Whose transfer it is. @param {Talk} talk */
const transfer = ({ kit: { h }, say }) => {
  const choice = (/** @type {Record<string, string>} */ options) => h("select", {}, ...Object.entries(options).map(([value, text]) => h("option", { value }, text)));
  const party = choice({ MYSELF: say("stepMyself"), SOMEBODY_ELSE: say("stepElse") });
  const held_at = choice({ EXCHANGE: say("stepExchange"), OWN_WALLET: say("stepWallet") });
  const party_name = h("input", { required: true, maxlength: "200", autocomplete: "name" });
  const exchange_name = h("input", { maxlength: "200" });
  const field = (/** @type {string} */ label, /** @type {HTMLElement} */ control) => h("label", {}, h("span", {}, label), control);
  const element = h(
    "form",
    { class: "fields", onsubmit: (/** @type {Event} */ event) => event.preventDefault() },
    field(say("stepParty"), party),
    field(say("stepName"), party_name),
    field(say("stepHeld"), held_at),
    field(say("stepWhich"), exchange_name),
  );
  const said = () => ({ party: party.value, party_name: party_name.value, held_at: held_at.value, exchange_name: exchange_name.value });
  return { element, said };
};

/** Before anything is asked: lock the account, or write without. @param {Talk} talk @param {string} topic @param {string} label */
export const lockFirst = async (talk, topic, label) => {
  const { session } = talk.model;
  await Promise.all([prepared(talk), session.ready()]);
  talk.begin(topic, label);
  // Whoever has not signed in has no account here to lock.
  if ((session.customer?.assurance ?? 0) < 2) return;
  const view = /** @type {View} */ (talk.view);
  const { kit, say, model } = talk;
  const { h, icon, link } = kit;
  const [log] = view.parts;
  const client_token = crypto.randomUUID();
  const problem = h("p", { role: "alert", class: "notice notice--danger", hidden: true });
  const goOn = () => {
    box.remove();
    log.hidden = view.composer.element.hidden = false;
    view.composer.focus();
  };
  const press = () =>
    send(talk, { button, problem }, async () => {
      const body = { kind: "SELF_LOCK", client_token, topic };
      const told = await (await model.session.ask(`conversations/${view.id}/steps`, { body })).json();
      const { thread } = view;
      thread.summary = { id: view.id, case: told.case, state: "", topic, position: 0, read: 0 };
      thread.case = told.case;
      thread.topic = topic;
      talk.store.set("live", view.id);
      model.follow(view.id);
      model.changed();
      goOn();
    });
  const button = h("button", { class: "button button--primary", type: "button", onclick: press }, icon("lock"), say("lockNow"));
  const box = h(
    "div",
    { class: "lock", role: "group", "aria-labelledby": "lock" },
    h("h3", { id: "lock" }, say("lockFirst")),
    h("p", {}, say("lockWhat")),
    button,
    problem,
    link(say("lockNot"), goOn),
  );
  log.hidden = view.composer.element.hidden = true;
  log.before(box);
  button.focus();
};
