// @ts-check
import { draw } from "./icons.js";
import { advised, inWords } from "./removed.js";

/**
 * @typedef {import("./thread.js").ThreadView} View
 * @typedef {import("./talk.js").Talk} Talk
 * @typedef {import("./line.js").Entry} Entry
 */

/** The events that ask something of the customer. @param {View} view @param {Entry} entry @returns {HTMLElement} */
export const event = (view, entry) => {
  const { talk, thread } = view;
  const { h } = talk.kit;
  const { event: kind, kinds = [], level = 0 } = entry.data ?? {};
  if (kind === "resolved") return resolved(view, entry);
  if (kind === "together") return together(view, entry);
  if (kind === "verified") return h("li", { class: "line" }, h("span", {}, talk.say("verified")));
  if (kind === "verify") return h("li", {}, verify(talk, level));
  // Beside the message itself it has been said already.
  return thread.entries.some(({ removed }) => removed?.length) ? h("li", { hidden: true }) : h("li", {}, removal(talk, kinds));
};

/** What we took out of a message, and what to do now. @param {Talk} talk @param {string[]} kinds */
export const removal = ({ kit, say, page }, kinds) => {
  const { h, icon, fill } = kit;
  draw(kit);
  const words = h("div");
  const notice = h("div", { class: "notice notice--danger", role: "alert" }, icon("lock"), words);
  advised(page.language).then(
    (told) => {
      fill(words, kinds, () => kinds.flatMap((kind) => (told[kind] ? [h("p", {}, told[kind].advice)] : [])));
      for (const node of notice.closest(".message")?.querySelectorAll(".words") ?? [])
        node.textContent = inWords(node.textContent ?? "", told);
    },
    () => words.append(say("removed")),
  );
  return notice;
};

/** Why a message could not be sent, and what to do. @param {View} view @param {import("./outbox.js").Item} item */
export const failed = ({ talk, composer }, item) => {
  const { kit, say, model } = talk;
  const { h, icon, link } = kit;
  const edit = () => {
    model.outbox.drop(item.client_token);
    composer.edit(item.text);
  };
  const why = h("span", { role: "alert" }, item.failed ?? "");
  return [icon("alert"), why, link(say("retry"), () => model.outbox.retry(item)), link(say("edit"), edit)];
};

/** The server does not know who this is. @param {Talk} talk @param {{code: string, message: string}} why */
export const refusal = ({ kit, say, page, identify }, { code, message }) => {
  if (code === "too_many") return [message];
  const again = () => (page.data.tokenUrl ? identify() : location.reload());
  return [/^token|^sign/.test(code) ? say("signIn") : message, " ", kit.link(say("reload"), again)];
};

/** Asks whether it was the same person who wrote here before signing in. @param {Talk} talk */
export const joining = ({ kit, say, model, store, page }) => {
  const { h, icon, link } = kit;
  const { session } = model;
  draw(kit);
  const answered = () => {
    session.joinable = null;
    model.changed();
  };
  const yes = () =>
    session.ask("sessions/join", { body: {} }).then(
      () => (answered(), model.again()),
      (error) => model.failed(error),
    );
  const no = () => (store.set("notmine", "1"), answered());
  const subject = session.joinable?.subject ?? "";
  const ask = h("span", {}, say("joinAsk", { subject }));
  if (subject.includes("[removed"))
    advised(page.language).then((told) => (ask.textContent = say("joinAsk", { subject: inWords(subject, told) })), () => {});
  const choices = h("div", { class: "choices" }, h("button", { class: "button", onclick: yes }, say("joinYes")), link(say("joinNo"), no));
  return h("div", { class: "notice", role: "status" }, icon("chat"), h("div", {}, ask, choices));
};

/** @param {Talk} talk @param {number} level */
const verify = (talk, level) => {
  const { kit, say, model } = talk;
  const { h, icon, link } = kit;
  draw(kit);
  const done = (model.session.customer?.assurance ?? 0) >= level;
  // What lies beyond a second factor, a person checks.
  const byPerson = level > 3;
  const ask = !done && !byPerson && link(say("confirm"), () => prove(talk, level));
  const words = done ? "verified" : byPerson ? "verifyPerson" : "verify";
  return h("div", { class: "notice" }, icon("shield"), h("div", {}, say(words), " ", ask));
};

/** The exchange proves who this is; its page may do so in its own way. @param {Talk} talk @param {number} level */
const prove = ({ page, identify }, level) => {
  const asked = new CustomEvent("pharos:verify", { detail: { level }, bubbles: true, composed: true, cancelable: true });
  if (!page.host.dispatchEvent(asked)) return;
  if (page.data.verifyUrl) location.assign(page.data.verifyUrl);
  else identify();
};

/** Where the work goes on, and the way to say that this is something else. @param {View} view @param {Entry} entry */
const together = (view, { data, position }) => {
  const { talk, thread } = view;
  const { say, kit, model } = talk;
  const { h, icon, link } = kit;
  const other = `${data?.together}`;
  const there = model.known.find((one) => one.case === other);
  const parted = thread.entries.some((one) => one.position > position && one.data?.event === "apart");
  const part = async () => {
    otherwise.disabled = true;
    await attempt(view, () => model.session.ask(`conversations/${view.id}/parting`, { body: {} }));
    otherwise.disabled = false;
  };
  const otherwise = h("button", { class: "button", onclick: part }, say("otherwise"));
  const choices = h("div", { class: "choices" }, otherwise, there && link(say("goThere"), () => talk.show(there.id)));
  return h("li", {}, h("div", { class: "notice", role: "status" }, icon("chat"), h("div", {}, say("together", { case: other }), !parted && choices)));
};

/** What became of it, and what to do if it did not help. @param {View} view @param {Entry} entry */
const resolved = (view, entry) => {
  const { text, data, position, at } = entry;
  const { say, kit } = view.talk;
  const { h, icon, link } = kit;
  const later = view.thread.entries.some((entry) => entry.position > position && entry.kind === "message");
  const again = h("button", { class: "button", onclick: () => view.composer.focus() }, say("reopen"));
  const more = [link(say("another"), () => review(view)), link(say("transcript"), () => transcript(view))];
  const after = h("div", { class: "after" });
  const fill = () => import("./rating.js").then(({ rate }) => rate(view, entry, after));
  fill().catch(() => {});
  return h(
    "li",
    { class: "resolved" },
    h("p", {}, icon("check"), h("b", {}, say("solvedText")), view.time(at)),
    h("p", { class: "words", dir: "auto" }, data?.text ?? text ?? ""),
    after,
    !later && h("div", { class: "choices" }, again, ...more),
  );
};

/** What can be done with a conversation beside writing. @param {View} view */
export const choices = (view) => {
  const { say, kit, model } = view.talk;
  const { h, link } = kit;
  const away = link(say("cancel"), () => view.composer.tell());
  // Nothing of an account is looked at for somebody who has not signed in.
  const known = (model.session.customer?.assurance ?? 0) >= 2;
  const looked = known && link(say("looked"), () => attempt(view, async () => (await import("./looks.js")).show(view), true));
  view.composer.tell(
    h("div", { class: "choices" }, link(say("transcript"), () => transcript(view)), link(say("another"), () => review(view)), looked, away),
  );
};

/** Asks that a different person looks; why is welcome and optional. @param {View} view */
const review = (view) => {
  const { say, kit, model } = view.talk;
  const { h, link } = kit;
  const client_token = crypto.randomUUID();
  const field = h("textarea", { rows: "2", "aria-label": say("why"), placeholder: say("why") });
  const send = () =>
    attempt(view, () => {
      const body = { client_token, text: field.value.trim() || undefined };
      return model.session.ask(`conversations/${view.id}/reviews`, { body });
    });
  const submit = h("button", { class: "button button--primary", onclick: send }, say("ask"));
  const cancel = link(say("cancel"), () => view.composer.tell());
  view.composer.tell(h("div", { class: "ask" }, h("b", {}, say("another")), field, h("div", { class: "choices" }, submit, cancel)));
  field.focus();
};

/** Saves the conversation with its proof as a file. @param {View} view */
const transcript = (view) =>
  attempt(view, async () => {
    const answer = await view.talk.model.session.ask(`conversations/${view.id}/transcript`);
    const href = URL.createObjectURL(await answer.blob());
    view.talk.kit.h("a", { href, download: `${view.thread.case || "conversation"}.json` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
  });

/** @param {View} view @param {() => Promise<unknown>} act @param {boolean} [stays] it shows something in the place itself */
const attempt = async ({ talk, composer }, act, stays) => {
  try {
    await act();
    if (stays) return;
    composer.tell();
    composer.focus();
  } catch {
    composer.aside.append(talk.kit.h("p", { role: "alert", class: "notice notice--danger" }, talk.say("failed")));
  }
};
