// @ts-check

const SVG = "http://www.w3.org/2000/svg";
const circle = "M2 8a6 6 0 1012 0 6 6 0 10-12 0";

/** Drawn on sixteen units, 1.5 of line; `icons.js` has the rest. @type {Record<string, string>} */
export const icons = {
  lighthouse:
    "M6.3 6.6h3.4l.9 7.4H5.4zM6.6 6.6V4.3L8 2.9l1.4 1.4v2.3M4 14h8M11.6 4.3l2.6-1M11.6 5.7l2.6 1M4.4 4.3l-2.6-1M4.4 5.7l-2.6 1",
  close: "M4 4l8 8M12 4l-8 8",
  back: "M10 3.5L5.5 8l4.5 4.5",
  down: "M3.5 6L8 10.5 12.5 6",
  send: "M2 8.2l11.8-5.8-3.4 11.4L7.6 9zM7.6 9l6.1-6.5",
  chat: "M3 3h10a1.2 1.2 0 011.2 1.2v6.1a1.2 1.2 0 01-1.2 1.2H7.7l-3.2 2.6v-2.6H3a1.2 1.2 0 01-1.2-1.2V4.2A1.2 1.2 0 013 3z",
  check: "M3 8.5l3.2 3.2L13 4.8",
  clock: `${circle}M8 4.8V8l2.2 1.6`,
  alert: "M8 2.2l6.3 11.3H1.7zM8 6.5v3.2M8 11.6v.1",
  more: "M3.4 8h.2M7.9 8h.2M12.4 8h.2",
};

/**
 * An element with its attributes (`on…` listens, `false` and `undefined` are left out) and children.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [attributes]
 * @param {...(Node | string | false | null | undefined)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export const h = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value != null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(.../** @type {(Node | string)[]} */ (children.filter((child) => child != null && child !== false)));
  return element;
};

/** @param {string} name an unknown name draws the speech bubble @param {string} [kind] */
export const icon = (name, kind = "") => {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("class", `icon ${kind}`);
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", icons[name] ?? icons.chat);
  svg.append(path);
  return svg;
};

/** A button that shows only an icon. @param {string} name @param {string} label @param {() => void} press */
export const iconButton = (name, label, press, kind = "button--quiet") =>
  h("button", { class: `button button--icon ${kind}`, "aria-label": label, title: label, onclick: press }, icon(name));

/** @param {string} label @param {() => void} press */
export const link = (label, press) => h("button", { class: "link", onclick: press }, label);

/**
 * Builds an element's children anew only when what they show has changed, so that focus stays.
 * @template T
 * @param {HTMLElement} element
 * @param {T} value
 * @param {(value: NonNullable<T>) => (Node | string)[]} build
 */
export const fill = (element, value, build) => {
  const key = JSON.stringify(value ?? null);
  if (shown.get(element) === key) return;
  shown.set(element, key);
  element.replaceChildren(...(value == null ? [] : build(value)));
};

/** @type {WeakMap<HTMLElement, string>} */
const shown = new WeakMap();
