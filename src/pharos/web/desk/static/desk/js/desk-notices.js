// @ts-check

const LENGTH = 0.18; // seconds

/**
 * <desk-notices desktop sound quiet="2026-…" other="…"><template data-kind="mention">… {by}</template></desk-notices>
 *
 * Tells outside of the page what concerns this person, if they want it, unless they look at the
 * desk just now. It says who and which case, and never what was written.
 */
export class DeskNotices extends HTMLElement {
  connectedCallback() {
    document.body.addEventListener("live:case.notice", this.#heard);
  }

  disconnectedCallback() {
    document.body.removeEventListener("live:case.notice", this.#heard);
  }

  /** @param {Event} event */
  #heard = (event) => {
    const told = /** @type {CustomEvent} */ (event).detail;
    const quiet = Date.parse(this.getAttribute("quiet") ?? "") || 0;
    if (!told || quiet > Date.now()) return;
    if (this.hasAttribute("sound")) chime();
    if (!this.hasAttribute("desktop") || document.hasFocus() || !isAllowed()) return;
    const words = this.#words(told.kind).replace("{by}", () => told.from || "Pharos");
    const shown = new Notification(words, { body: told.case, tag: `${told.kind}:${told.case}` });
    shown.addEventListener("click", () => {
      window.focus();
      location.assign(told.case ? `/desk/cases/${told.case}/` : "/desk/");
    });
  };

  /** @param {string} kind */
  #words(kind) {
    const known = this.querySelector(`template[data-kind="${CSS.escape(kind)}"]`);
    const words = known instanceof HTMLTemplateElement ? known.content.textContent : "";
    return words?.trim() || (this.getAttribute("other") ?? "");
  }
}

function isAllowed() {
  return "Notification" in window && Notification.permission === "granted";
}

/** Two soft tones, made here: no file to fetch. */
function chime() {
  const audio = new AudioContext();
  const volume = audio.createGain();
  volume.gain.setValueAtTime(0.05, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 2 * LENGTH);
  volume.connect(audio.destination);
  for (const [place, pitch] of [660, 880].entries()) {
    const tone = audio.createOscillator();
    tone.frequency.value = pitch;
    tone.connect(volume);
    tone.start(audio.currentTime + place * LENGTH);
    tone.stop(audio.currentTime + (place + 1) * LENGTH);
  }
  setTimeout(() => audio.close(), 1000);
}

customElements.define("desk-notices", DeskNotices);
