// @ts-check

const SHOWN = 6000;
const THROTTLE = 3000;
// What may be a hash, an address or a number; what it is, `recognise.js` tells.
const NAMED = /[-\w]{25}|\w{4}-\w{4}-\w|\w{2}[-_]\w{3}/;

/** @typedef {import("./thread.js").ThreadView} View */

/**
 * What people let each other know besides words: who is typing, and what has been seen. Loaded when
 * the customer begins to write or the first sign comes.
 * @param {import("./talk.js").Talk} talk
 */
export const watch = (talk) => {
  const { model, panel, kit, page } = talk;
  const { h, fill, clock } = kit;
  const seen = h("p", { class: "small small--mine" });
  const types = h("p", { class: "small", role: "status" });
  const view = () => /** @type {View | null} */ (talk.view && "thread" in talk.view ? talk.view : null);
  let said = 0;
  let timer = 0;
  let spoken = "";

  const show = () => {
    const shown = view();
    if (!shown) return;
    if (spoken !== page.language) {
      spoken = page.language;
      talk.learn(".signs").then(show, () => (spoken = ""));
      return;
    }
    const { log } = shown;
    const { signs = {}, entries } = shown.thread;
    const { typing, seen: sight } = signs;
    const isEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    if (types.parentElement !== log) log.append(seen, types);

    const last = entries.filter(({ data }) => data?.event !== "rated").at(-1);
    const isSeen = last?.author === "customer" && sight && sight.position >= last.position;
    fill(seen, isSeen ? [sight.at, page.language] : null, () => [talk.say("seen", { time: clock(sight?.at ?? "", page.language) })]);
    const since = typing?.now ?? 0;
    const isOver = !typing || Date.now() - since > SHOWN || (last && last.author !== "customer" && Date.parse(last.at) > since - 1000);
    clearTimeout(timer);
    if (!isOver) timer = window.setTimeout(show, SHOWN + 100);
    fill(types, isOver ? null : [typing?.name, page.language], () => [talk.say("typing", { name: typing?.name ?? "" })]);
    if (isEnd) log.scrollTop = log.scrollHeight;
  };

  model.addEventListener("change", show);
  const tell = () => {
    const shown = view();
    // Nobody is there yet who could be told, or there is nothing to tell.
    if (!shown?.thread.case || !shown.composer.field.value) return;
    if (Date.now() < said + THROTTLE) return;
    said = Date.now();
    model.session.ask(`conversations/${shown.id}/typing`, { body: {} }).catch(() => {});
  };
  panel.addEventListener("input", ({ target }) => target === view()?.composer.field && tell());
  const recognise = () => {
    const shown = view();
    if (shown && NAMED.test(shown.composer.field.value)) import("./recognise.js").then(({ watch }) => watch(shown), () => {});
  };
  panel.addEventListener("input", recognise);
  // What was written before this was here counts too.
  recognise();
  tell();
  show();
};
