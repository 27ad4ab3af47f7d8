// @ts-check
import { csrfToken } from "./asking.js";
import { freshToken } from "./drafts.js";

const PART = 512 * 1024; // bytes in one request
const MOST = 10; // files on one entry
const LONGEST_WAIT = 30 * 1000; // 30 seconds
const LOOK = 400; // milliseconds between two looks at a check
const OFFSET_DIFFERS = 409;
const SERVER_TROUBLE = 500;
const FULL = 507;

/** The server said no, and says why. */
class Refusal extends Error {}

/**
 * <attach-files src="…/files/" case="7KQF-3MDW-X"><ul class="uploads">…</ul><template>…</template></attach-files>
 *
 * Takes files that are chosen, dropped on the case or pasted, and hands them in part by part while
 * the agent writes. What breaks off goes on where it was. Sending waits until all are checked;
 * what was refused says why and is taken away before sending goes on.
 */
export class AttachFiles extends HTMLElement {
  /** @type {Map<HTMLElement, AbortController>} */
  #under = new Map();
  /** @type {(() => void) | null} what was to be sent once all are ready */
  #send = null;

  connectedCallback() {
    const input = this.#input;
    // From here on files are handed in before the form is sent, and not with it.
    input?.removeAttribute("name");
    input?.addEventListener("change", this.#chosen);
    this.addEventListener("click", this.#clicked);
    this.#form?.addEventListener("paste", this.#pasted);
    this.#form?.addEventListener("htmx:confirm", this.#confirmed);
    for (const kind of ["dragover", "dragleave", "drop"]) document.addEventListener(kind, this.#dragged);
  }

  disconnectedCallback() {
    for (const stop of this.#under.values()) stop.abort();
    for (const kind of ["dragover", "dragleave", "drop"]) document.removeEventListener(kind, this.#dragged);
  }

  #chosen = () => {
    const input = this.#input;
    if (!input?.files) return;
    this.add(input.files);
    input.value = "";
  };

  #pasted = (/** @type {Event} */ event) => {
    const files = /** @type {ClipboardEvent} */ (event).clipboardData?.files;
    if (!files?.length) return;
    event.preventDefault();
    this.add(files);
  };

  #dragged = (/** @type {Event} */ event) => {
    const { dataTransfer, target, type } = /** @type {DragEvent} */ (event);
    const isFile = dataTransfer?.types.includes("Files");
    if (!isFile || !(target instanceof Element) || !target.closest(".case--open")) return;
    event.preventDefault();
    this.closest(".composer")?.toggleAttribute("data-drop", type === "dragover");
    if (type === "drop" && dataTransfer) this.add(dataTransfer.files);
  };

  /** Sending waits for what is still on its way. @param {Event} event */
  #confirmed = (event) => {
    this.#send = null;
    if (!this.#under.size) return;
    event.preventDefault();
    const { issueRequest } = /** @type {CustomEvent} */ (event).detail;
    this.#send = () => issueRequest(true);
  };

  #clicked = (/** @type {Event} */ event) => {
    const { target } = event;
    const item = target instanceof Element ? target.closest(".upload") : null;
    if (!(target instanceof Element) || !(item instanceof HTMLElement)) return;
    if (target.closest("[data-remove]")) this.#remove(item);
    if (target.closest("[data-retry]")) item.dispatchEvent(new CustomEvent("retry"));
  };

  /** @param {FileList} files */
  add(files) {
    for (const file of files) {
      const item = this.#item(file.name);
      if (!item) return;
      if (this.#list.children.length > MOST) {
        this.#say(item, "failed", this.dataset.many ?? "");
        continue;
      }
      item.addEventListener("retry", () => void this.#carry(item, file));
      void this.#carry(item, file);
    }
    this.#renew();
  }

  /** @param {string} name */
  #item(name) {
    const template = this.querySelector("template[data-upload]");
    if (!(template instanceof HTMLTemplateElement)) return null;
    const item = template.content.firstElementChild?.cloneNode(true);
    if (!(item instanceof HTMLElement)) return null;
    item.querySelector(".upload__name")?.replaceChildren(name || "image.png");
    this.#list.append(item);
    return item;
  }

  /** @param {HTMLElement} item @param {File} file */
  async #carry(item, file) {
    const stop = new AbortController();
    this.#under.set(item, stop);
    this.#say(item, "uploading", this.dataset.uploading ?? "");
    try {
      await this.#through(item, file, stop.signal);
    } catch (error) {
      if (stop.signal.aborted) return;
      const why = error instanceof Refusal ? error.message : this.dataset.failed;
      this.#say(item, "failed", why ?? "");
    } finally {
      this.#under.delete(item);
      if (!this.#under.size) this.#all();
    }
  }

  /** @param {HTMLElement} item @param {File} file @param {AbortSignal} signal */
  async #through(item, file, signal) {
    for (let tries = 0; ; tries += 1) {
      try {
        if (!item.dataset.where) await this.#begin(item, file, signal);
        await this.#parts(item, file, signal);
        return await this.#checked(item, signal);
      } catch (error) {
        if (error instanceof Refusal || signal.aborted) throw error;
        this.#say(item, "waiting", this.dataset.waiting ?? "");
        await pause(Math.min(LONGEST_WAIT, 1000 * 2 ** tries), signal);
      }
    }
  }

  /** @param {HTMLElement} item @param {File} file @param {AbortSignal} signal */
  async #begin(item, file, signal) {
    const name = btoa(String.fromCodePoint(...new TextEncoder().encode(file.name || "image.png")));
    const headers = { "Upload-Length": `${file.size}`, "Upload-Metadata": `filename ${name}` };
    const answer = await ask(this.getAttribute("src") ?? "", { method: "POST", headers, signal });
    item.dataset.where = (await answer.json()).where;
  }

  /** @param {HTMLElement} item @param {File} file @param {AbortSignal} signal */
  async #parts(item, file, signal) {
    const where = item.dataset.where ?? "";
    let offset = Number((await ask(where, { method: "HEAD", signal })).headers.get("Upload-Offset"));
    while (offset < file.size) {
      this.#say(item, "uploading", this.dataset.uploading ?? "", offset / file.size);
      const body = file.slice(offset, offset + PART);
      const headers = { "Upload-Offset": `${offset}`, "Content-Type": "application/offset+octet-stream" };
      const answer = await ask(where, { method: "PATCH", headers, body, signal });
      offset = Number(answer.headers.get("Upload-Offset"));
    }
    this.#say(item, "checking", this.dataset.checking ?? "", 1);
  }

  /** @param {HTMLElement} item @param {AbortSignal} signal */
  async #checked(item, signal) {
    for (;;) {
      const where = `${item.dataset.where}?case=${this.getAttribute("case")}`;
      const told = await (await ask(where, { signal })).json();
      if (told.state === "ready") return this.#ready(item, told);
      if (told.state === "refused") return this.#say(item, "refused", told.why);
      if (told.why) this.#say(item, "checking", told.why, 1);
      await pause(LOOK, signal);
    }
  }

  /** @param {HTMLElement} item @param {{id: string, name: string, words: string, thumbnail: string}} told */
  #ready(item, { id, name, words, thumbnail }) {
    this.#say(item, "ready", words);
    item.querySelector(".upload__name")?.replaceChildren(name);
    const field = item.querySelector("input");
    if (field) {
      field.value = id;
      field.disabled = false;
    }
    const look = item.querySelector("img");
    if (!look || !thumbnail) return;
    look.src = thumbnail;
    look.hidden = false;
    item.querySelector("span.upload__look")?.toggleAttribute("hidden", true);
  }

  /** @param {HTMLElement} item */
  #remove(item) {
    const { where } = item.dataset;
    this.#under.get(item)?.abort();
    this.#under.delete(item);
    item.remove();
    this.#form?.querySelector("textarea")?.focus();
    this.#renew();
    if (where) ask(where, { method: "DELETE" }).catch(() => undefined);
    if (!this.#under.size) this.#all();
  }

  /** Everything is settled: what waited to be sent goes, unless something was refused. */
  #all() {
    const send = this.#send;
    this.#send = null;
    if (send && !this.querySelector('[data-state="refused"], [data-state="failed"]')) send();
  }

  /** @param {HTMLElement} item @param {string} state @param {string} words @param {number} [share] */
  #say(item, state, words, share) {
    item.dataset.state = state;
    const status = item.querySelector(".upload__words");
    if (status && status.textContent !== words) status.replaceChildren(words);
    const bar = item.querySelector("progress");
    if (bar) {
      bar.hidden = state !== "uploading";
      if (share !== undefined) bar.value = 100 * share;
    }
    item.querySelector("[data-retry]")?.toggleAttribute("hidden", state !== "failed");
  }

  /** With other files it is another message than the one that could not be sent. */
  #renew() {
    const token = this.#form?.querySelector("[name=client_token]");
    const draft = this.closest("reply-draft");
    if (!(token instanceof HTMLInputElement) || !draft?.hasAttribute("unsent")) return;
    token.value = freshToken();
    draft.removeAttribute("unsent");
  }

  get #list() {
    return /** @type {HTMLElement} */ (this.querySelector(".uploads"));
  }

  get #form() {
    return this.closest("form");
  }

  get #input() {
    const input = this.#form?.querySelector("input[type=file]");
    return input instanceof HTMLInputElement ? input : null;
  }
}

/**
 * Ask the server; what may work later is thrown as any error, what will not as a refusal.
 * @param {string} address
 * @param {RequestInit} how
 */
async function ask(address, how) {
  const headers = { ...how.headers, "X-CSRFToken": csrfToken(), "HX-Request": "true" };
  const answer = await fetch(address, { ...how, headers });
  if (answer.ok) return answer;
  const { error } = await answer.json().catch(() => ({}));
  const isPassing = answer.status === OFFSET_DIFFERS || (answer.status >= SERVER_TROUBLE && answer.status !== FULL);
  throw isPassing ? new Error(error?.code) : new Refusal(error?.message ?? answer.statusText);
}

/** @param {number} ms @param {AbortSignal} signal */
function pause(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const go = () => (clearTimeout(timer), resolve(undefined));
    window.addEventListener("online", go, { once: true, signal });
    signal.addEventListener("abort", go, { once: true });
  });
}

customElements.define("attach-files", AttachFiles);
