// @ts-check
import { fragment } from "./asking.js";

const REST = 300; // milliseconds after a case is open
const FRESH = 45 * 1000; // 45 seconds

/** @type {Map<string, { html: string, at: number }>} */
const ahead = new Map();

/**
 * The next case is loaded while this one is read, so that moving on costs no round trip.
 *
 * What is kept is used once (its composer carries a name for one message), and forgotten when the
 * case moves, when the line breaks and after 45 seconds.
 */
function begin() {
  document.body.addEventListener("htmx:beforeRequest", use);
  document.body.addEventListener("htmx:afterSettle", ({ target }) => {
    if (target instanceof Element && target.id === "open-case") setTimeout(load, REST);
  });
  document.body.addEventListener("live:resync", () => ahead.clear());
  document.body.addEventListener("live:case.moved", () => ahead.clear());
  if (document.querySelector(".case--open")) setTimeout(load, REST);
}

async function load() {
  const tickets = [...document.querySelectorAll("a.ticket")];
  const open = tickets.findIndex((ticket) => ticket.hasAttribute("aria-current"));
  const next = tickets[open + 1];
  const address = next?.getAttribute("hx-get");
  if (open < 0 || !address || isFresh(address)) return;
  const html = await fragment(address).catch(() => "");
  if (html) ahead.set(address, { html, at: Date.now() });
}

/** @param {Event} event */
function use(event) {
  const { elt, target, requestConfig } = /** @type {CustomEvent} */ (event).detail;
  if (!(elt instanceof Element) || !elt.matches("a.ticket") || requestConfig.verb !== "get") return;
  const address = elt.getAttribute("hx-get") ?? "";
  const kept = isFresh(address) ? ahead.get(address) : undefined;
  ahead.delete(address);
  if (!kept) return;

  event.preventDefault();
  history.pushState({ htmx: true }, "", address);
  const { htmx } = /** @type {any} */ (window);
  // lint: allow inner-html (htmx names a way of swapping by it)
  htmx.swap(target, kept.html, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });
}

/** @param {string} address */
function isFresh(address) {
  const kept = ahead.get(address);
  return kept !== undefined && Date.now() - kept.at < FRESH;
}

begin();
