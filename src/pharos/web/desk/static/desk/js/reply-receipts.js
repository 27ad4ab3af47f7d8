// @ts-check

/**
 * <reply-receipts case="7KQF-3MDW-X" sent="Sent" delivered="Delivered {time}" seen="Seen {time}">
 *   <data value="12" data-delivered="4" data-seen="3" …>one conversation</data>
 *   <data data-of="31" data-state="sent" data-words="Sent by Mail" …>one reply that went by a channel</data>
 * </reply-receipts>
 *
 * Marks each reply in the ledger with how far it has come: `data-state` on its `.receipt`, in words
 * for whoever points at it, and written out beside the last one and beside what went by a channel.
 * "Try again" goes once the answer is on its way again.
 */
export class ReplyReceipts extends HTMLElement {
  #ending = new AbortController();

  connectedCallback() {
    this.#ending = new AbortController();
    const { signal } = this.#ending;
    document.body.addEventListener(`live:case.receipt:${this.getAttribute("case")}`, this.#heard, { signal });
    document.body.addEventListener("htmx:afterSettle", this.#mark, { signal });
    // Its children come after it.
    queueMicrotask(this.#mark);
  }

  disconnectedCallback() {
    this.#ending.abort();
  }

  /** @param {Event} event */
  #heard = (event) => {
    const { thread, delivered, seen, at } = /** @type {CustomEvent} */ (event).detail;
    const kept = this.querySelector(`data[value="${Number(thread)}"]`);
    if (!(kept instanceof HTMLElement)) return;
    for (const [name, position] of Object.entries({ delivered, seen })) {
      if (!(Number(position) > Number(kept.dataset[name]))) continue;
      kept.dataset[name] = String(position);
      kept.dataset[`${name}At`] = at;
    }
    this.#mark();
  };

  /** @param {string} seq */
  #way = (seq) => {
    const kept = seq && this.querySelector(`data[data-of="${Number(seq)}"]`);
    return kept instanceof HTMLElement ? kept : undefined;
  };

  #mark = () => {
    const all = [...document.querySelectorAll(".receipt")];
    for (const receipt of all) {
      if (!(receipt instanceof HTMLElement)) continue;
      const kept = this.querySelector(`data[value="${receipt.dataset.thread}"]`);
      if (!(kept instanceof HTMLElement)) continue;
      const position = Number(receipt.dataset.position);
      const { delivered, seen, deliveredAt, seenAt } = kept.dataset;
      const isSeen = Number(seen) >= position;
      const state = isSeen ? "seen" : Number(delivered) >= position ? "delivered" : "sent";
      const words = (this.getAttribute(state) ?? "").replace("{time}", clock((isSeen ? seenAt : deliveredAt) ?? ""));
      const isLast = receipt === all.at(-1);
      const way = this.#way(receipt.closest("[data-seq]")?.getAttribute("data-seq") ?? "");
      if (way && !("beside" in way.dataset)) show(receipt, way.dataset.state ?? "", timed(way), true);
      else show(receipt, state, way ? `${words} · ${timed(way)}` : words, isLast || Boolean(way));
    }
    for (const form of document.querySelectorAll("form[data-again]")) {
      if (form instanceof HTMLElement) form.hidden = this.#way(form.dataset.again ?? "")?.dataset.state !== "failed";
    }
  };
}

/**
 * @param {HTMLElement} receipt
 * @param {string} state
 * @param {string} words
 * @param {boolean} isWritten
 */
const show = (receipt, state, words, isWritten) => {
  receipt.dataset.state = state;
  receipt.title = words;
  const said = receipt.querySelector("span");
  if (said && said.textContent !== words) said.textContent = words;
  said?.classList.toggle("hidden", !isWritten);
};

/** @param {HTMLElement} way */
const timed = (way) => `${way.dataset.words} ${clock(way.dataset.at ?? "")}`;

/** @param {string} at */
const clock = (at) =>
  at ? new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(at)) : "";

customElements.define("reply-receipts", ReplyReceipts);
