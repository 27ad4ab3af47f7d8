// @ts-check
import { draw } from "./icons.js";

const NAMES = { en: "English", "zh-Hans": "简体中文", ko: "한국어", es: "Español" };

/** The first screen: what is known to be wrong, topics, earlier conversations, whether people are here. */
export class HomeView {
  /** @param {import("./talk.js").Talk} talk */
  constructor(talk) {
    this.talk = talk;
    const { say, kit } = talk;
    const { h, icon } = kit;
    draw(kit);
    this.small = "";
    this.status = h("div");
    this.notice = h("div");
    this.joining = h("div");
    this.hello = h("h3", { tabindex: "-1" });
    this.topics = h("ul", { class: "topics", "aria-label": say("topics") });
    this.earlier = h("div");
    this.people = h("div", { class: "people" });
    this.picker = h("select", { "aria-label": say("language"), onchange: () => this.#speak(this.picker.value) });
    this.parts = [
      this.status,
      this.notice,
      h("div", { class: "body" }, this.joining, this.hello, this.topics, this.earlier, this.people),
      h("div", { class: "foot" }, icon("shield"), h("p", {}, say("never")), this.picker),
    ];
  }

  get title() {
    return this.talk.say("support", { brand: this.talk.model.home?.name ?? "" });
  }

  focus() {
    this.hello.focus();
  }

  update() {
    const { say, model, page, kit } = this.talk;
    const { fill, h, icon } = kit;
    const { home } = model;
    const name = model.session.customer?.name;
    const { notice, topics = [], languages = ["en"], accent, hello } = home ?? {};
    if (accent) page.host.style.setProperty("--action", accent);
    this.#status(home?.status);
    fill(this.notice, notice?.text, (text) => [h("p", { class: "notice notice--flat" }, icon("alert"), h("span", {}, text))]);
    fill(this.hello, hello || (name ? say("helloName", { name }) : say("hello")), (text) => [text]);
    fill(this.topics, topics, (list) => list.map((topic) => this.#topic(topic)));
    this.#list();
    this.#join();
    fill(this.people, home && home.people, () => this.#people());
    fill(this.picker, languages, (list) =>
      Object.entries(NAMES)
        .filter(([code]) => list.includes(code))
        .map(([code, text]) => h("option", { value: code, lang: code, selected: code === page.language }, text)),
    );
  }

  /** What is open at the exchange, before anything else. @param {import("./status.js").Status | null | undefined} status */
  async #status(status) {
    if (!status) return this.status.replaceChildren();
    const { lines } = await import("./status.js");
    this.talk.kit.fill(this.status, [status, this.talk.page.language], () => [lines(this.talk, status)]);
  }

  /** @param {import("./model.js").Home["topics"][number]} topic */
  #topic({ code, label, icon: name, locks }) {
    const { talk } = this;
    const { h, icon } = talk.kit;
    const begin = () => talk.begin(code, label);
    // While somebody is inside, the account is locked before anything is asked.
    const lock = () => import("./step.js").then(({ lockFirst }) => lockFirst(talk, code, label)).catch(begin);
    const press = () => (locks && talk.model.session.known ? lock() : begin());
    return h("li", {}, h("button", { class: "topic", onclick: press }, icon(name, "icon--large"), label));
  }

  /** Another language, remembered. @param {string} language */
  async #speak(language) {
    const { talk } = this;
    await import(`./locale/${language}.js`); // what cannot be loaded changes nothing
    talk.page.language = language;
    await talk.learn();
    if (talk.extras) await talk.more();
    talk.store.set("language", language);
    talk.model.session.drop();
    await talk.home();
  }

  /** Earlier conversations; who has none loads nothing for them. */
  async #list() {
    const threads = this.talk.model.known;
    if (!threads.length) return this.earlier.replaceChildren();
    const [{ earlier }] = await Promise.all([import("./earlier.js"), this.talk.finery()]);
    this.talk.kit.fill(this.earlier, ...earlier(this.talk, threads));
  }

  /** What was said here before signing in: was that the same person? */
  async #join() {
    const { model, store, kit } = this.talk;
    const { joinable } = model.session;
    const asked = joinable && !store.get("notmine");
    if (asked) await this.talk.more();
    const { extras, page } = this.talk;
    kit.fill(this.joining, asked && extras ? [joinable.subject, page.language] : null, () => [extras?.joining(this.talk) ?? ""]);
  }

  #people() {
    const { say, kit } = this.talk;
    const { h, icon } = kit;
    const press = () => this.talk.begin("", say("person"));
    const button = h("button", { class: "button button--primary", onclick: press }, icon("chat"), say("person"));
    return [h("div", {}, ...hours(this.talk)), button];
  }
}

/**
 * Whether people are here, and until or from when by the reader's own clock.
 * @param {import("./talk.js").Talk} talk
 */
export const hours = ({ model, page, say, kit }) => {
  const { people } = model.home ?? {};
  if (!people) return [];
  const { h, clock, sameDay, show } = kit;
  const { language } = page;
  const at = (/** @type {string} */ time) => {
    const weekday = sameDay(time, Date.now()) ? "" : `${show(language, { weekday: "long" }, time)} `;
    return { time: weekday + clock(time, language), zone: zone(language) };
  };
  const { here, until, back_at } = people;
  if (here) return [h("b", {}, say("here")), until ? h("small", {}, say("until", at(until))) : null];
  return [h("b", {}, back_at ? say("backAt", at(back_at)) : say("away")), h("small", {}, say("leave"))];
};

/** The reader's zone by a name they know: a city in English, elsewhere what the language calls it. @param {string} language */
export const zone = (language) => {
  const format = new Intl.DateTimeFormat(language, { timeZoneName: "shortGeneric" });
  const city = format.resolvedOptions().timeZone.split("/").pop()?.replace(/_/g, " ");
  const name = format.formatToParts().find(({ type }) => type === "timeZoneName")?.value;
  return (language === "en" ? city : name) ?? city ?? "";
};
