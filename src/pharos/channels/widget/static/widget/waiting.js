// @ts-check

/**
 * @typedef {import("./talk.js").Talk} Talk
 * @typedef {import("./talk.js").View} View
 * @typedef {import("./thread.js").ThreadView} ThreadView
 * @typedef {import("./model.js").Thread} Thread
 */

/**
 * Where somebody was asked about words that have not been sent: the words stay in that view, which is
 * in memory and nowhere else. After signing out the conversation is another `Thread`.
 * @type {Map<ThreadView, {thread: Thread, seen: boolean}>}
 */
const waiting = new Map();

/**
 * Keeps the view until its question is answered. It is shown at once where the first screen is open,
 * the next time that it opens where she reads another conversation, and again whenever she comes back.
 * @param {ThreadView} view @param {Thread} thread
 */
export const wait = (view, thread) => {
  const { talk, composer } = view;
  const { view: now } = talk;
  waiting.set(view, { thread, seen: now === view && !talk.panel.hidden });
  if (talk.instead !== instead) mark(talk);
  talk.instead = instead;
  if (now === view) return talk.update();
  if (now && "id" in now) {
    if (now.id !== view.id) return talk.update();
    // She came back before there was a question, and may have begun to write.
    composer.edit([composer.field.value, now.composer.field.value].filter(Boolean).join("\n"));
    now.composer.edit("");
  }
  talk.turn(view);
};

/** Which view is shown for the one wished for. @param {View} wished @returns {View} */
const instead = (wished) => {
  const { talk } = wished;
  for (const [view, asked] of held(talk)) {
    const isIts = "id" in wished ? wished.id === view.id || isSame(wished, view) : !asked.seen;
    if (!isIts) continue;
    asked.seen ||= !talk.panel.hidden;
    if (!isNew(view)) talk.model.follow(view.id);
    return view;
  }
  return wished;
};

/** Two beginnings about the same: the list has no way back to the first. @param {ThreadView} one @param {ThreadView} other */
const isSame = (one, other) => one.topic === other.topic && isNew(one) && isNew(other);

/** Nothing of it was sent. @param {ThreadView} view */
const isNew = ({ thread: { summary, held: { size } } }) => !summary && !size;

/** What still waits here. @param {Talk} talk */
const held = (talk) => {
  for (const [view, { thread }] of waiting) if (view.thread !== thread || !view.composer.field.value) waiting.delete(view);
  return [...waiting].filter(([view]) => view.talk === talk);
};

/** The launcher says that something was not sent, until it is seen why. @param {Talk} talk */
const mark = (talk) => {
  const { page, say } = talk;
  const { badge } = page;
  page.badge = (text, label) => {
    if (held(talk).some(([, { seen }]) => !seen)) badge("!", `${page.name}: ${say("unsent")}`);
    else badge(text, label);
  };
};
