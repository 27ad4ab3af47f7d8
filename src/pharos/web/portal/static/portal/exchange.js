// @ts-check

const SECOND_FACTOR = 3;
const { tokenUrl = "", question = "" } = /** @type {HTMLElement} */ (
  document.querySelector("script[data-question]")
).dataset;

/**
 * What an exchange does when the widget asks for more proof: it asks for the second factor in its
 * own way, and hands over a fresh token that says so. The demo only asks for a yes.
 */
addEventListener("pharos:verify", async (event) => {
  const { level } = /** @type {CustomEvent<{level: number}>} */ (event).detail;
  if (level > SECOND_FACTOR) return;

  event.preventDefault();
  if (!confirm(question)) return;
  const answer = await fetch(tokenUrl, { cache: "no-store" });
  const { token } = await answer.json();
  /** @type {any} */ (window).Pharos.identify(token);
});
