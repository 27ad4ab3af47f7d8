// @ts-check

const PART = 2_000_000; // bytes a request
const TRIES = 6;
const CHECK = 500; // milliseconds between looks at a file that is being checked
const TUS = { "tus-resumable": "1.0.0" };

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Hands files in while one still writes (tus 1.0): what has arrived is not sent again. */
export class Hands {
  /** @type {Promise<string> | null} */
  #token = null;
  /** Rows whose files are still on their way. @type {Map<HTMLElement, Promise<void>>} */
  #underWay = new Map();
  #isAwaited = false;
  #hasFailed = false;

  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.list = /** @type {HTMLElement | null} */ (form.querySelector(".case-form__files"));
    this.field = /** @type {HTMLInputElement | null} */ (form.querySelector("input[type=file]"));
  }

  watch() {
    this.field?.addEventListener("change", () => {
      const files = [...(this.field?.files ?? [])];
      // From here on they go by themselves; the form names them and does not carry them.
      if (this.field && this.list) this.field.value = "";
      for (const file of files) this.#take(file);
    });
    this.form.addEventListener("submit", (event) => this.#await(event));
  }

  /** A form that is sent waits for its files. With one that failed it is sent when asked again. @param {SubmitEvent} event */
  async #await(event) {
    const { submitter } = event;
    if (!this.#underWay.size || submitter?.hasAttribute("formnovalidate")) return;
    event.preventDefault();
    this.list?.scrollIntoView({ block: "nearest" });
    if (this.#isAwaited) return;
    this.#isAwaited = true;
    this.#hasFailed = false;
    while (this.#underWay.size) await Promise.all(this.#underWay.values());
    this.#isAwaited = false;
    if (!this.#hasFailed) this.form.requestSubmit(submitter);
  }

  /** Asks a hot door as this browser. @param {string} path @param {BodyInit | null} [body] @param {RequestInit} [more] */
  async ask(path, body = null, more = {}) {
    const once = async () => {
      const headers = { authorization: `Bearer ${await this.#session()}`, ...more.headers };
      return fetch(path, { method: "POST", cache: "no-store", ...more, headers, body });
    };
    const first = await once();
    if (first.status !== 401) return first;
    this.#token = null;
    return once();
  }

  /** Who we are here: the server makes a visitor of a browser that it does not know. */
  #session() {
    const { form } = this;
    const csrf = /** @type {HTMLInputElement} */ (form.elements.namedItem("csrfmiddlewaretoken")).value;
    const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const body = new URLSearchParams({ csrfmiddlewaretoken: csrf, timezone });
    this.#token ??= fetch(form.dataset.session ?? "", { method: "POST", body })
      .then((answer) => answer.json())
      .then(({ token }) => token)
      .catch((error) => {
        this.#token = null;
        throw error;
      });
    return this.#token;
  }

  /** @param {File} file */
  async #take(file) {
    const row = document.createElement("li");
    const name = document.createElement("span");
    const bar = document.createElement("progress");
    const state = document.createElement("small");
    const remove = document.createElement("button");
    name.textContent = file.name;
    bar.max = file.size || 1;
    bar.setAttribute("aria-label", file.name);
    state.textContent = this.form.dataset.uploading ?? "";
    remove.type = "button";
    remove.className = "button button--quiet button--small";
    remove.textContent = this.form.dataset.remove ?? "";
    remove.addEventListener("click", () => row.remove());
    row.append(name, bar, state, remove);
    this.list?.append(row);
    /** @type {Promise<void>} */
    const removed = new Promise((resolve) => remove.addEventListener("click", () => resolve()));
    const arrived = Promise.race([this.#hand(file, row, bar, state), removed]);
    this.#underWay.set(row, arrived);
    await arrived;
    this.#underWay.delete(row);
    bar.remove();
  }

  /** @param {File} file @param {HTMLElement} row @param {HTMLProgressElement} bar @param {HTMLElement} state */
  async #hand(file, row, bar, state) {
    try {
      const told = await this.#send(file, bar);
      if (told.state !== "ready") throw new Error(told.why ?? "");
      const named = document.createElement("input");
      Object.assign(named, { type: "hidden", name: "uploaded", value: told.id });
      row.append(named);
      state.textContent = this.form.dataset.uploaded ?? "";
    } catch (error) {
      state.textContent = (error instanceof Error && error.message) || (this.form.dataset.failed ?? "");
      this.#hasFailed = true;
    }
  }

  /** @param {File} file @param {HTMLProgressElement} bar */
  async #send(file, bar) {
    const bytes = new TextEncoder().encode(file.name);
    const named = btoa(String.fromCharCode(...bytes));
    const headers = { ...TUS, "upload-length": `${file.size}`, "upload-metadata": `filename ${named}` };
    const begun = await this.ask("/live/files", null, { headers });
    if (!begun.ok) throw new Error((await begun.json().catch(() => ({}))).error?.message ?? "");
    const place = begun.headers.get("location") ?? "";
    let offset = 0;
    for (let tries = 0; offset < file.size; ) {
      const sent = await this.#part(place, file, offset).catch(() => null);
      if (sent?.ok) {
        offset = Number(sent.headers.get("upload-offset"));
        tries = 0;
      } else {
        if (sent && sent.status < 500 && sent.status !== 409) throw new Error("");
        if ((tries += 1) > TRIES) throw new Error("");
        await pause(500 * 2 ** tries);
        const far = await this.ask(place, null, { method: "HEAD", headers: TUS }).catch(() => null);
        offset = far?.ok ? Number(far.headers.get("upload-offset")) : offset;
      }
      bar.value = offset;
    }
    return this.#checked(place);
  }

  /** Waits until it is checked: before that nothing may name it. @param {string} place */
  async #checked(place) {
    for (let tries = 0; ; ) {
      const told = await this.ask(place, null, { method: "GET" }).then((answer) => answer.json(), () => null);
      if (told && told.state !== "quarantined" && told.state !== "checking") return told;
      if (!told && (tries += 1) > TRIES) throw new Error("");
      await pause(CHECK);
    }
  }

  /** @param {string} place @param {File} file @param {number} offset */
  #part(place, file, offset) {
    const headers = { ...TUS, "upload-offset": `${offset}`, "content-type": "application/offset+octet-stream" };
    return this.ask(place, file.slice(offset, offset + PART), { method: "PATCH", headers });
  }
}
