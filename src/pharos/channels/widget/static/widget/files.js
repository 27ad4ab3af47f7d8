// @ts-check
import { draw as drawIcons } from "./icons.js";

/**
 * @typedef {import("./composer.js").Composer} Composer
 * @typedef {import("./talk.js").Talk} Talk
 * @typedef {{id: string, name: string, type: string, size: number, width?: number, height?: number, pages?: number, note?: string}} Named
 * @typedef {{element: HTMLElement, file: File, stop: AbortController, where: string, named: Named | null, done: boolean}} Item
 */

const PART = 256 * 1024;
const PART_MS = 120_000;
const MOST = 10;
const LOOK = 500;
const LINK_MS = 8 * 60_000;
const BOX = [240, 180];
// Without HEIC in it phones hand over their photos as JPEG.
const ACCEPTED = "image/png,image/jpeg,image/webp,image/gif,video/mp4,video/quicktime,video/webm,application/pdf,.txt,.csv,.log,.zip,.docx,.xlsx,.pptx";
const PASSING = [409, 500, 502, 503, 504];
const LONGEST_WAIT = 30_000;

/** What this browser has sent itself is shown without asking for it. @type {Map<string, File>} */
const own = new Map();
/** Where files and their pictures (`thumbnail`, `page-01`) can be read. @type {Map<string, {[what: string]: string | undefined, url: string} & {at: number}>} */
const known = new Map();
/** @type {Promise<unknown> | undefined} */
let dressed;

/** Gives a composer its button for files, and messages their files. @param {Composer} composer */
export const attach = async (composer) => {
  if (await prepared(composer.talk)) composer.tray = new Tray(composer);
};

/**
 * Puts files on a message. Before it is sent there is no link to them.
 * @param {import("./thread.js").ThreadView} view @param {HTMLElement} element @param {{files?: Named[]}} message @param {boolean} [sent]
 */
export const draw = async ({ talk }, element, { files = [] }, sent) => {
  if (!(await prepared(talk))) return;
  const { view } = talk;
  element.insertBefore(shown(talk, files, sent), element.querySelector(":scope > .small"));
  if (view && "log" in view && element === view.list.lastElementChild) view.log.scrollTop = view.log.scrollHeight;
};

/** Words, style and icons are there; without a connection they may not be. @param {Talk} talk */
const prepared = async (talk) => {
  try {
    await Promise.all([talk.learn(".files"), (dressed ??= talk.kit.dress(talk.page.root, "files.css"))]);
  } catch {
    dressed = undefined;
    return false;
  }
  drawIcons(talk.kit);
  return true;
};

/** Files that go with the next message. Each is carried part by part and goes on where it broke off. */
export class Tray {
  /** @type {Set<Item>} */
  #items = new Set();
  #wished = false;

  /** @param {Composer} composer */
  constructor(composer) {
    this.composer = composer;
    const { talk, field, element } = composer;
    const { say, kit } = talk;
    const { h, icon } = kit;
    const input = h("input", { type: "file", multiple: true, hidden: true, accept: ACCEPTED, onchange: () => (this.add(input.files), (input.value = "")) });
    const label = say("attach");
    const button = h("button", { class: "button button--icon button--quiet", "aria-label": label, title: label, onclick: () => input.click() }, icon("clip"));
    this.list = h("ul", { class: "tray", "aria-label": say("tray") });
    const box = /** @type {HTMLElement} */ (field.parentElement);
    box.prepend(button, input);
    box.before(this.list);
    field.addEventListener("paste", (event) => this.#take(event, event.clipboardData));
    for (const kind of /** @type {const} */ (["dragover", "dragleave", "drop"]))
      element.addEventListener(kind, (event) => {
        event.preventDefault();
        box.toggleAttribute("data-drop", kind === "dragover");
        if (kind === "drop") this.#take(event, event.dataTransfer);
      });
    const send = composer.send;
    composer.send = (text) => {
      talk.model.outbox.files = this.#spent();
      send(text);
    };
  }

  /** How many are ready, or will be. */
  get size() {
    return [...this.#items].filter(({ named, done }) => named || !done).length;
  }

  /** Whether sending must wait; it goes on by itself. */
  waits() {
    return (this.#wished = [...this.#items].some(({ done }) => !done));
  }

  /** @param {Event} event @param {DataTransfer | null} data */
  #take(event, data) {
    if (!data?.files.length) return;
    event.preventDefault();
    this.add(data.files);
  }

  /** @param {FileList | null} files */
  add(files) {
    for (const file of files ?? []) {
      const { talk } = this.composer;
      const { h } = talk.kit;
      /** @type {Item} */
      const item = { element: h("li", { class: "tray__file" }), file, stop: new AbortController(), where: "", named: null, done: false };
      this.#items.add(item);
      this.list.append(item.element);
      if (this.#items.size > MOST) this.#end(item, talk.say("many"));
      else void this.#carry(item);
    }
    this.composer.focus();
  }

  /** @returns {Named[] | undefined} what goes with the message that is sent now */
  #spent() {
    const ready = [...this.#items].filter(({ named }) => named);
    for (const item of ready) this.#drop(item);
    return ready.length ? ready.map(({ named }) => /** @type {Named} */ (named)) : undefined;
  }

  /** @param {Item} item */
  async #carry(item) {
    const { say, model } = this.composer.talk;
    const { signal } = item.stop;
    item.done = false;
    for (let tries = 0; !signal.aborted; ) {
      try {
        this.#show(item, say("uploading", { name: item.file.name }), 0);
        await this.#through(item);
        return this.#settle();
      } catch (error) {
        if (signal.aborted) return;
        const { status, message, identity } = /** @type {import("./session.js").Refusal} */ (error);
        if (identity) model.failed(error);
        if (status && !PASSING.includes(status)) return this.#end(item, message);
        this.#show(item, say("waiting"));
        await pause(Math.min(LONGEST_WAIT, 1000 * 2 ** tries++), signal);
      }
    }
  }

  /** @param {Item} item */
  async #through(item) {
    const { session } = this.composer.talk.model;
    const { file } = item;
    const soon = () => AbortSignal.any([item.stop.signal, AbortSignal.timeout(PART_MS)]);
    if (!item.where) {
      const pairs = [`filename ${base64(file.name || "image.png")}`, `conversation ${base64(this.#thread)}`];
      const headers = { "upload-length": `${file.size}`, "upload-metadata": pairs.join() };
      const answer = await session.ask("files", { method: "POST", headers, signal: soon() });
      item.where = `files/${(await answer.json()).id}`;
    }
    let told = await this.#told(item);
    for (let offset = told.offset; told.state === "uploading"; ) {
      const body = file.slice(offset, offset + PART);
      const headers = { "upload-offset": `${offset}`, "content-type": "application/offset+octet-stream" };
      const answer = await session.ask(item.where, { method: "PATCH", headers, body, signal: soon() });
      offset = Number(answer.headers.get("upload-offset"));
      this.#show(item, this.composer.talk.say("uploading", { name: file.name }), offset / file.size);
      if (offset === file.size) told = await this.#told(item);
    }
    while (told.state === "quarantined" || told.state === "checking") {
      // Why it takes longer, if it does.
      this.#show(item, told.why || this.composer.talk.say("checking"));
      await pause(LOOK, item.stop.signal);
      told = await this.#told(item);
    }
    item.done = true;
    if (told.state !== "ready") return this.#end(item, told.why);
    own.set(told.id, file);
    item.named = told;
    this.#show(item, words(told));
  }

  /** @param {Item} item */
  async #told(item) {
    return (await this.composer.talk.model.session.ask(item.where, { signal: item.stop.signal })).json();
  }

  /** @param {Item} item @param {string} why */
  #end(item, why) {
    item.done = true;
    this.#show(item, why);
    item.element.dataset.state = "refused";
    this.#settle();
  }

  /** What waited to be sent goes once nothing is under way. */
  #settle() {
    const wished = this.#wished;
    if (wished && !this.waits()) this.composer.submit();
  }

  /** @param {Item} item @param {string} text @param {number} [share] */
  #show(item, text, share) {
    const { say, kit } = this.composer.talk;
    const { h, icon } = kit;
    const { element, file, named } = item;
    const name = named?.name ?? (file.name || "image.png");
    const remove = h("button", { class: "button button--icon button--quiet", "aria-label": say("remove", { name }), onclick: () => this.#remove(item) }, icon("close"));
    const look = named?.type.startsWith("image/") ? picture(kit, file, [32, 32], name) : icon("clip");
    const bar = share === undefined ? h("small", { role: "status" }, text) : h("progress", { max: 1, value: share, "aria-label": text });
    delete element.dataset.state;
    element.replaceChildren(look, h("div", {}, h("b", {}, name), bar), remove);
  }

  /** @param {Item} item */
  #remove(item) {
    item.stop.abort();
    if (item.where) this.composer.talk.model.session.ask(item.where, { method: "DELETE" }).catch(() => {});
    this.#drop(item);
    this.composer.focus();
    this.#settle();
  }

  /** @param {Item} item */
  #drop(item) {
    this.#items.delete(item);
    item.element.remove();
  }

  get #thread() {
    const { view } = this.composer.talk;
    return view && "id" in view ? view.id : "";
  }
}

/** @param {Talk} talk @param {Named[]} files @param {boolean} [sent] */
const shown = (talk, files, sent) => {
  const { h, icon } = talk.kit;
  const thread = talk.view && "id" in talk.view ? talk.view.id : "";
  const links = sent ? ask(talk, thread, files) : Promise.resolve();
  const one = (/** @type {Named} */ file) => {
    const to = (/** @type {string} */ what) => {
      const link = h("a", { target: "_blank", rel: "noopener" });
      const point = () => {
        const href = known.get(file.id)?.[what];
        if (href) link.href = href;
      };
      links.then(point, () => {});
      link.addEventListener("click", (event) => {
        const { at = 0 } = known.get(file.id) ?? {};
        if (!sent || Date.now() - at < LINK_MS) return;
        event.preventDefault();
        ask(talk, thread, files, true).then(() => (point(), open(link.href)), () => {});
      });
      return link;
    };
    const small = () => links.then(() => fetch(known.get(file.id)?.thumbnail ?? "")).then((answer) => answer.blob());
    const size = [file.width ?? 1, file.height ?? 1];
    const link = to("url");
    if (file.type.startsWith("image/") && file.width) {
      link.append(picture(talk.kit, own.get(file.id) ?? small(), BOX, file.name, size));
      return h("li", {}, link);
    }
    /** @type {HTMLElement[]} */
    const pages = sent ? Array.from({ length: file.pages ?? 0 }, (_, at) => to(`page-${`${at + 1}`.padStart(2, "0")}`)) : [];
    pages.forEach((page, at) => {
      page.setAttribute("aria-label", talk.say("page", { name: file.name, number: at + 1 }));
      page.append(at ? `${at + 1}` : picture(talk.kit, small(), BOX, file.name, size));
    });
    link.className = "chip";
    link.append(icon("clip"), h("span", {}, file.name), h("small", {}, words(file)));
    const film = file.type.startsWith("video/") && sent && h("video", { controls: true, preload: "metadata", "aria-label": file.name });
    if (film) {
      film.addEventListener("error", () => film.remove());
      links.then(() => (film.src = known.get(file.id)?.url ?? ""), () => film.remove());
    }
    const [first, ...rest] = pages;
    return h("li", {}, film, first, rest.length > 0 && h("p", { class: "pages" }, ...rest), link);
  };
  return h("ul", { class: "files" }, ...files.map(one));
};

/** Fresh links, unless we have some. @param {Talk} talk @param {string} thread @param {Named[]} files @param {boolean} [anew] */
const ask = async (talk, thread, files, anew = false) => {
  const missing = files.filter(({ id }) => anew || Date.now() - (known.get(id)?.at ?? 0) > LINK_MS);
  if (!missing.length) return;
  const asked = { body: { files: missing.map(({ id }) => id) } };
  const told = await (await talk.model.session.ask(`conversations/${thread}/links`, asked)).json();
  for (const [id, link] of Object.entries(told.links)) {
    const absolute = Object.entries(link).map(([what, path]) => [what, new URL(/** @type {string} */ (path), talk.page.here("/")).href]);
    known.set(id, { url: "", ...Object.fromEntries(absolute), at: Date.now() });
  }
};

/**
 * Drawn, since a page may forbid pictures of other hosts but not what its scripts draw.
 * @param {Talk["kit"]} kit @param {Blob | Promise<Blob>} source @param {number[]} box @param {string} name @param {number[]} [size]
 */
const picture = ({ h }, source, box, name, size) => {
  const canvas = h("canvas", { role: "img", "aria-label": name });
  const fit = (/** @type {number} */ width, /** @type {number} */ height) => {
    const share = Math.min(1, box[0] / width, box[1] / height);
    canvas.style.aspectRatio = `${width}/${height}`;
    canvas.style.inlineSize = `${Math.max(1, Math.round(width * share))}px`;
  };
  if (size) fit(size[0], size[1]);
  Promise.resolve(source)
    .then((blob) => createImageBitmap(blob))
    .then((bitmap) => {
      const share = Math.min(1, (2 * box[0]) / bitmap.width, (2 * box[1]) / bitmap.height);
      canvas.width = Math.max(1, bitmap.width * share);
      canvas.height = Math.max(1, bitmap.height * share);
      if (size) fit(bitmap.width, bitmap.height);
      canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      canvas.dataset.drawn = "";
    })
    .catch(() => {});
  return canvas;
};

/** PDF · 120 kB @param {Named} file */
const words = ({ type, size }) => {
  const kind = (type.split("/").pop() ?? "").replace("plain", "text").replace("quicktime", "mov").toUpperCase();
  return `${kind} · ${size < 1e6 ? `${Math.ceil(size / 1e3)} kB` : `${(size / 1e6).toFixed(1)} MB`}`;
};

/** Waits that long, until the line is back, or until the signal. @param {number} ms @param {AbortSignal} signal */
const pause = (ms, signal) =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
    addEventListener("online", resolve, { once: true, signal });
    signal.addEventListener("abort", resolve, { once: true });
  });

/** @param {string} text */
const base64 = (text) => btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
