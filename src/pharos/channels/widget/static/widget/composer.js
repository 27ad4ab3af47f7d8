// @ts-check
import { h, iconButton } from "./dom.js";
import { pause } from "./store.js";

const LIMIT = 10_000;
const rules = () => import("./secrets.js");

/** Where the customer writes. What looks like the key to a wallet is asked about before it leaves. */
export class Composer {
  #turn = Promise.resolve();
  send = (/** @type {string} */ text) => this.view.send(text);
  /** Files that go along. @type {import("./files.js").Tray | undefined} */
  tray;

  /** @param {import("./thread.js").ThreadView} view */
  constructor(view) {
    const { talk } = view;
    this.view = view;
    this.talk = talk;
    const { say } = talk;
    this.field = h("textarea", {
      rows: "1",
      "aria-label": say("write"),
      placeholder: say("write"),
      enterkeyhint: "send",
      onfocus: () => (rules().catch(() => {}), talk.signs()),
      oninput: () => this.#count(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
    });
    this.counter = h("p", { class: "counter", role: "status" });
    this.aside = h("div", { class: "aside" });
    const button = iconButton("send", say("send"), () => this.submit(), "button--primary");
    this.element = h(
      "div",
      { class: "foot foot--talk" },
      this.aside,
      h("div", { class: "composer" }, this.field, button),
      this.counter,
    );
    import("./files.js").then(({ attach }) => attach(this), () => {});
  }

  focus() {
    this.field.focus();
  }

  /** Something to decide before going on; without anything it goes away. @param {Node} [content] */
  tell = (content) => this.aside.replaceChildren(...(content ? [content] : []));

  edit = (/** @type {string} */ text) => {
    this.field.value = text;
    this.#count();
    this.focus();
  };

  /** @param {KeyboardEvent} event */
  #key(event) {
    // An Enter that ends a composition (Korean, Chinese) is no wish to send; Safari says so by 229.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.submit();
  }

  submit() {
    const text = this.field.value.trim();
    if (!(text || this.tray?.size) || this.tray?.waits() || this.#count() > 0) return;
    this.tell();
    this.edit("");
    const { thread } = this.view;
    this.#turn = this.#turn.then(() => this.#check(text, thread));
  }

  /** The rule may be out of reach without a connection; the server has it too. @param {string} text @param {import("./model.js").Thread} thread */
  async #check(text, thread) {
    const rule = await Promise.race([rules(), pause(2000)]).catch(() => {});
    if (!(await rule?.question(this, text, thread))) this.send(text);
  }

  /** How many characters are too many. */
  #count() {
    const over = [...this.field.value].length - LIMIT;
    this.counter.textContent = over > 0 ? this.talk.say("long", { n: over }) : "";
    return over;
  }
}
