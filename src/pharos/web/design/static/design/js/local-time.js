// @ts-check

const AGES_REFRESH = 20 * 1000; // 20 seconds
const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;

/** @type {Set<LocalTime>} */
const ages = new Set();
setInterval(() => ages.forEach((element) => element.draw()), AGES_REFRESH);

/**
 * <local-time show="time|age|ago|clock" zone="Asia/Seoul"><time datetime="…">14:20 UTC</time></local-time>
 *
 * Shows an instant in the reader's own zone and language: the time of day (with the day unless
 * it is today), how long it lasts ("3 min") or is past ("3 min. ago"), or the clock of another
 * zone now. The title names day and zone.
 */
export class LocalTime extends HTMLElement {
  connectedCallback() {
    if (this.#show !== "time") ages.add(this);
    this.draw();
  }

  disconnectedCallback() {
    ages.delete(this);
  }

  draw() {
    const element = this.querySelector("time");
    const at = new Date(this.#show === "clock" ? Date.now() : (element?.dateTime ?? ""));
    if (!element || Number.isNaN(at.valueOf())) return;

    element.textContent = this.#words(at);
    if (this.#show !== "clock") {
      element.title = this.#format(at, { dateStyle: "full", timeStyle: "long" });
    }
  }

  get #show() {
    return this.getAttribute("show") ?? "time";
  }

  /** @param {Date} at */
  #words(at) {
    if (this.#show === "age" || this.#show === "ago") return this.#age(at);
    if (this.#show === "clock" || at.toDateString() === new Date().toDateString()) {
      return this.#format(at, { hour: "2-digit", minute: "2-digit" });
    }
    return this.#format(at, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  }

  /** @param {Date} at */
  #age(at) {
    const passed = Math.max(0, Date.now() - at.valueOf());
    if (passed < 60 * MINUTE) return this.#amount(Math.max(1, passed / MINUTE), "minute");
    return passed < DAY
      ? this.#amount(passed / (60 * MINUTE), "hour")
      : this.#amount(passed / DAY, "day");
  }

  /**
   * @param {number} amount
   * @param {"minute" | "hour" | "day"} unit
   */
  #amount(amount, unit) {
    if (this.#show === "ago") {
      const past = new Intl.RelativeTimeFormat(this.#language, { style: "short" });
      return past.format(-Math.floor(amount), unit);
    }
    const style = /** @type {const} */ ({ style: "unit", unitDisplay: "short" });
    return new Intl.NumberFormat(this.#language, { ...style, unit }).format(Math.floor(amount));
  }

  /**
   * @param {Date} at
   * @param {Intl.DateTimeFormatOptions} options
   */
  #format(at, options) {
    const zone = this.getAttribute("zone");
    const clock = { hourCycle: /** @type {const} */ ("h23"), ...options };
    return at.toLocaleString(this.#language, zone ? { ...clock, timeZone: zone } : clock);
  }

  get #language() {
    return document.documentElement.lang || undefined;
  }
}

customElements.define("local-time", LocalTime);
