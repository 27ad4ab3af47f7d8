// @ts-check
import { fill, h, icon, iconButton } from "./dom.js";
import { Composer } from "./composer.js";
import { entryRow, itemRow, line } from "./rows.js";
import { clock, day, sameDay } from "./times.js";

/**
 * @typedef {{key: string, at: string, author: string, now: unknown, build: (joined: boolean) => HTMLElement}} Row
 */

/** One conversation: what was said, and the place to write. */
export class ThreadView {
  #end = true;
  #seen = 0;
  /** @type {Map<string, {element: HTMLElement, now: string}>} */
  #rows = new Map();

  /** @param {import("./talk.js").Talk} talk @param {string} id @param {string} topic @param {string} label */
  constructor(talk, id, topic, label) {
    this.talk = talk;
    this.id = id;
    this.topic = topic;
    this.label = label;
    const { say } = talk;
    this.menu = iconButton("more", say("more"), () => this.#more());
    this.start = h("div", { class: "start" });
    this.list = h("ol", { class: "list" });
    this.log = h(
      "div",
      { class: "log", role: "log", "aria-relevant": "additions", "aria-label": say("conversation"), tabindex: "0", onscroll: () => this.#scrolled() },
      this.start,
      this.list,
    );
    this.pill = h("button", { class: "pill", hidden: true, onclick: () => this.#toEnd() }, icon("down"), say("fresh"));
    this.composer = new Composer(this);
    this.parts = [h("div", { class: "talk" }, this.log, this.pill), this.composer.element];
    new ResizeObserver(() => this.#end && this.#toEnd()).observe(this.log);
  }

  get thread() {
    return this.talk.model.thread(this.id);
  }

  get title() {
    const { home } = this.talk.model;
    const topic = this.thread.topic || this.topic;
    return home?.topics.find(({ code }) => code === topic)?.label ?? (this.label || this.talk.say("conversation"));
  }

  get small() {
    const number = this.thread.case;
    return number ? this.talk.say("case", { case: number }) : "";
  }

  focus() {
    if (matchMedia("(hover: none)").matches) this.log.focus();
    else this.composer.focus();
  }

  update() {
    const { talk, thread } = this;
    const rows = this.#all();
    this.menu.hidden = !thread.case;
    const { hours } = talk;
    fill(this.start, rows.length ? null : (talk.model.home?.people ?? []), () => [
      h("p", {}, talk.say("start")),
      hours ? h("p", { class: "soft" }, ...hours(talk)) : "",
    ]);
    this.#place(rows);
    const { last } = thread;
    if (this.#end) this.#toEnd();
    else if (last > this.#seen && thread.held.get(last)?.author !== "customer") this.pill.hidden = false;
    this.#seen = Math.max(last, this.#seen);
    if (this.#end && talk.shown && thread.loaded) talk.model.seen(this.id);
    if (thread.signs) talk.signs();
  }

  /** @param {string} text */
  send(text) {
    this.#end = true;
    this.talk.model.send(this.id, text, this.thread.held.size ? undefined : this.topic || undefined);
  }

  /** @returns {Row[]} */
  #all() {
    const { talk, thread } = this;
    const { entries } = thread;
    const arrived = new Set(entries.map((entry) => entry.client_token));
    const waiting = talk.model.outbox.items.filter((item) => item.conversation === this.id && !arrived.has(item.client_token));
    return [
      ...entries.flatMap((entry) => entryRow(this, entry) ?? []),
      ...waiting.map((item) => itemRow(this, item)),
    ];
  }

  /** Puts the rows in order, building only what is new or has changed. @param {Row[]} rows */
  #place(rows) {
    const { language } = this.talk.page;
    let index = 0;
    let before = /** @type {Row | null} */ (null);
    const keep = new Set();
    const put = (/** @type {string} */ key, /** @type {string} */ now, /** @type {() => HTMLElement} */ build) => {
      let held = this.#rows.get(key);
      if (held?.now !== now) {
        const element = build();
        held?.element.replaceWith(element);
        this.#rows.set(key, (held = { element, now }));
      }
      keep.add(key);
      const at = this.list.children[index++] ?? null;
      if (at !== held.element) this.list.insertBefore(held.element, at);
    };
    for (const row of rows) {
      const newDay = before ? !sameDay(before.at, row.at) : !sameDay(row.at, Date.now());
      if (newDay) put(`day ${row.key}`, "", () => line(day(row.at, language)));
      const joined = !newDay && before?.author === row.author && Boolean(row.author);
      put(row.key, JSON.stringify([row.now, joined]), () => row.build(joined));
      before = row;
    }
    for (const [key, { element }] of this.#rows) {
      if (keep.has(key)) continue;
      element.remove();
      this.#rows.delete(key);
    }
  }

  /** @param {string} at */
  time(at) {
    return h("time", { datetime: at }, clock(at, this.talk.page.language));
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    this.#end = scrollHeight - scrollTop - clientHeight < 40;
    if (this.#end && !this.pill.hidden) {
      this.pill.hidden = true;
      this.update();
    }
  }

  #toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.pill.hidden = true;
    this.#end = true;
  }

  async #more() {
    await this.talk.more();
    this.talk.extras?.choices(this);
  }
}
