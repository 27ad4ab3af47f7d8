// @ts-check

const COLOUR = /^#[0-9a-f]{6}$/i;

/**
 * <live-preview><form>…</form><section>…[data-sample]…</section></live-preview>
 *
 * Shows in the sample what is being typed in the form. Without it the sample is what is saved.
 */
export class LivePreview extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", this.#draw);
    this.#draw();
  }

  disconnectedCallback() {
    this.removeEventListener("input", this.#draw);
  }

  #draw = () => {
    const form = this.querySelector("form");
    const sample = /** @type {HTMLElement | null} */ (this.querySelector("[data-sample]"));
    if (!form || !sample) return;

    const typed = new FormData(form);
    const accent = String(typed.get("accent") ?? "");
    if (COLOUR.test(accent)) sample.style.setProperty("--accent", accent);
    else sample.style.removeProperty("--accent");
    sample.dataset.launcher = String(typed.get("launcher") ?? "end");
    const greeting = [...typed.entries()].find(([name]) => name.startsWith("greeting."));
    say(sample, "[data-logo]", String(typed.get("logo") ?? ""), "name");
    say(sample, "[data-greeting]", String(greeting?.[1] ?? ""), "usual");
  };
}

/**
 * @param {HTMLElement} sample
 * @param {string} where
 * @param {string} words
 * @param {string} otherwise
 */
function say(sample, where, words, otherwise) {
  const place = /** @type {HTMLElement | null} */ (sample.querySelector(where));
  if (place) place.textContent = words.trim() || (place.dataset[otherwise] ?? "");
}

customElements.define("live-preview", LivePreview);
