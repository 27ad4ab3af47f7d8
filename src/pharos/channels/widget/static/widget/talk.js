// @ts-check
import { fill, h, icon, iconButton, icons, link } from "./dom.js";
import { Model } from "./model.js";
import { Store } from "./store.js";
import { ThreadView } from "./thread.js";
import { clock, sameDay, show } from "./times.js";

/**
 * @typedef {{data: DOMStringMap, prefix: string, here: (path: string) => string, language: string, name: string,
 *   host: HTMLElement, root: ShadowRoot, button: HTMLElement, badge: (text: string, label?: string) => void}} Page
 * @typedef {typeof import("./locale/en.js").default & typeof import("./locale/en.more.js").default & typeof import("./locale/en.signs.js").default &
 *   typeof import("./locale/en.after.js").default & typeof import("./locale/en.files.js").default & typeof import("./locale/en.card.js").default &
 *   typeof import("./locale/en.looks.js").default & typeof import("./locale/en.step.js").default} Words
 * @typedef {import("./home.js").HomeView | ThreadView} View
 * @typedef {(key: keyof Words, values?: Record<string, string | number>) => string} Say
 */

const FOCUSABLE = "button:not([disabled]),textarea,select,a[href],[tabindex='0']";

/** @param {string} language @param {string} part the common words, or `.more` of them @returns {Promise<Words>} */
const words = async (language, part = "") => (await import(`./locale/${language}${part}.js`)).default;

/** @param {ShadowRoot} root @param {string} name a style sheet beside this file */
const dress = async (root, name) => {
  const answer = await fetch(new URL(name, import.meta.url));
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(await answer.text());
  root.adoptedStyleSheets.push(sheet);
};

/** What modules of first use build with; they load no second copy of it. */
const kit = { clock, dress, fill, h, icon, icons, link, sameDay, show };

/** The panel: what is shown, focus and keys. The views draw, the model knows. */
export class Talk {
  /** @type {View | null} */
  view = null;
  /** What is shown when a view is wished for: another, where a question waits. @type {(wished: View) => View} */
  instead = (view) => view;
  /** @type {typeof import("./home.js").hours | null} */
  hours = null;
  /** @type {Words} */
  #words;
  /** @type {typeof import("./extras.js") | null} */
  extras = null;
  kit = kit;
  /** @type {Promise<void> | undefined} */
  #finery;
  /** @type {Promise<void> | undefined} */
  #signs;

  /** @param {Page} page @param {Words} spoken */
  constructor(page, spoken) {
    this.page = page;
    this.#words = spoken;
    this.store = new Store(page.prefix);
    this.model = new Model(page, this.store);
    this.full = page.host.hasAttribute("data-page");
    this.heading = h("h2", { id: "title" });
    this.small = h("small");
    this.status = h("div", { role: "status" });
    this.panel = h("section", { class: "panel", "aria-labelledby": "title", hidden: true, onkeydown: this.#key });
    if (!this.full) this.panel.role = "dialog";
    if (!this.full) this.panel.ariaModal = "true";
    page.root.append(this.panel);
    this.model.addEventListener("change", () => this.update());
    document.addEventListener("visibilitychange", () => this.update());
    this.#watch();
  }

  /** @type {Say} */
  say = (key, values = {}) => this.#words[key].replace(/{(\w+)}/g, (_, name) => `${values[name] ?? ""}`);

  /** @param {number} n */
  news(n) {
    return this.say(n === 1 ? "newOne" : "newMany", { n });
  }

  get shown() {
    return !this.panel.hidden && !document.hidden;
  }

  async open() {
    if (!this.panel.hidden) return;
    this.panel.hidden = false;
    this.page.button.hidden = true;
    const known = this.model.greet();
    const live = this.store.get("live");
    if (live && !(this.view instanceof ThreadView)) this.show(live);
    else if (this.view) this.turn(this.view);
    else await this.home();
    this.#load();
    await known;
    if (live && !this.model.knows(live)) {
      this.store.set("live", null);
      await this.home();
    }
  }

  close() {
    if (this.full || this.panel.hidden) return;
    this.panel.hidden = true;
    this.page.button.hidden = false;
    this.page.button.focus();
    this.#rest();
  }

  /** The page has a new token of its customer. */
  identify = () => this.model.again();

  /** What goes on besides words. */
  signs() {
    this.#signs ??= import("./signs.js").then(({ watch }) => watch(this), () => (this.#signs = undefined));
  }

  /** Words of one part more, or the common ones in another language. @param {string} [part] */
  async learn(part) {
    const more = await words(this.page.language, part);
    this.#words = { ...this.#words, ...more };
  }

  /** Loads what few conversations need, then shows them again. */
  async more() {
    const [extras] = await Promise.all([import("./extras.js"), this.learn(".more"), this.finery()]);
    if (this.extras) return;
    this.extras = extras;
    this.model.changed();
  }

  /** The style of what few conversations need. */
  finery() {
    return (this.#finery ??= dress(this.page.root, "extras.css").catch((error) => {
      this.#finery = undefined;
      throw error;
    }));
  }

  /** Signed out: nothing of this customer stays here. */
  forget() {
    this.model.forget();
    this.home();
    this.close();
  }

  async home() {
    const { HomeView, hours } = await first(this.page);
    this.hours = hours;
    this.turn(new HomeView(this));
    this.#load();
  }

  #load() {
    this.model.loadHome().catch((error) => this.model.failed(error));
  }

  /** A new conversation; it exists once something was written. @param {string} topic @param {string} label */
  begin(topic, label) {
    this.turn(new ThreadView(this, crypto.randomUUID(), topic, label));
  }

  /** @param {string} id */
  show(id) {
    const thread = this.model.thread(id);
    this.turn(new ThreadView(this, id, thread.topic, ""));
    this.model.follow(id);
  }

  update() {
    const { model, page, view } = this;
    view?.update();
    fill(this.heading, view?.title, (text) => [text]);
    fill(this.small, view?.small, (text) => [text]);
    const { refused, offline } = model;
    if (refused && !this.extras) this.more().catch(() => {});
    fill(this.status, [refused?.message, offline, !!this.extras, page.language], () => {
      const text = refused ? (this.extras?.refusal(this, refused) ?? [refused.message]) : [this.say("lost")];
      return refused || offline ? [h("p", { class: "notice notice--flat" }, icon("alert"), h("span", {}, ...text))] : [];
    });
    const { unread } = model;
    page.badge(unread ? `${unread}` : "", unread ? `${page.name}, ${this.news(unread)}` : page.name);
  }

  /** Shows a view, or the one that comes before it. @param {View} wished */
  turn(wished) {
    const { say, panel, page } = this;
    const view = this.instead(wished);
    const moved = this.view !== null;
    this.view = view;
    panel.lang = page.language;
    const inside = view instanceof ThreadView;
    panel.replaceChildren(
      h(
        "div",
        { class: "head" },
        inside ? iconButton("back", say("back"), () => void this.home()) : icon("lighthouse", "icon--large"),
        h("div", { class: "title" }, this.heading, this.small),
        inside && view.menu,
        !this.full && iconButton("close", say("close"), () => this.close()),
      ),
      this.status,
      ...view.parts,
    );
    this.update();
    // A page that is nothing but the talk does not take the focus by itself.
    if (!panel.hidden && (moved || !this.full)) view.focus();
  }

  /** Hears of news while closed, as long as a conversation is open. */
  #watch() {
    const live = this.store.get("live");
    if (!live) return;
    this.model.greet().then(() => {
      if (this.model.thread(live).summary) this.model.follow(live);
    });
  }

  /** Closed, with nothing to wait for: lets go of the line. */
  #rest() {
    const live = this.store.get("live");
    const thread = live && this.model.thread(live);
    if (thread && (!thread.over || thread.unread)) return;
    this.store.set("live", null);
    this.model.follow(null);
  }

  #key = (/** @type {KeyboardEvent} */ event) => {
    if (event.isComposing || this.full) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      this.close();
    }
    if (event.key !== "Tab") return;
    const all = [...this.panel.querySelectorAll(FOCUSABLE)].filter((element) => element.checkVisibility());
    if (event.shiftKey) all.reverse();
    const { activeElement } = this.page.root;
    if (activeElement !== all.at(-1) && this.panel.contains(activeElement)) return;
    event.preventDefault();
    /** @type {HTMLElement} */ (all[0]).focus();
  };
}

/** @type {Promise<void> | undefined} */
let dressed;

/** The first screen, with its style. @param {Page} page */
const first = async (page) => {
  const [home] = await Promise.all([import("./home.js"), (dressed ??= dress(page.root, "home.css"))]);
  return home;
};

/** @param {Page} page */
export const start = async (page) => {
  if (!new Store(page.prefix).get("live")) first(page).catch(() => (dressed = undefined));
  const [spoken] = await Promise.all([words(page.language), dress(page.root, "widget.css")]);
  return new Talk(page, spoken);
};
