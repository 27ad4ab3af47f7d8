// @ts-check
// The launcher: one script tag puts a help button on any page. Everything else loads on first use.
(() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const data = script.dataset;
  const prefix = `pharos:${data.brand}:`;
  const here = (/** @type {string} */ path) => new URL(path, script.src).href;

  /** Storage may be forbidden; then nothing is remembered. @param {string} key */
  const remembered = (key) => {
    try {
      return localStorage.getItem(prefix + key);
    } catch {
      return null;
    }
  };
  // Somebody else is signed in than last time: what the one before left here is not theirs.
  if ("customer" in data && remembered("customer") !== data.customer) {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
      localStorage.setItem(`${prefix}customer`, data.customer ?? "");
    } catch {}
  }
  const wish = remembered("language") || data.language || navigator.language;
  const language = /^zh/i.test(wish) ? "zh-Hans" : (/^(ko|es)/i.exec(wish) ?? ["en"])[0].toLowerCase();
  const name = { en: "Help", "zh-Hans": "帮助", ko: "도움말", es: "Ayuda" }[language] ?? "Help";

  const host = document.createElement("pharos-widget");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    ":host{all:initial;--at:auto 24px;color-scheme:light dark}:host([data-theme=light]){color-scheme:light}" +
      ":host([data-theme=dark]){color-scheme:dark}" +
      ".launcher{all:unset;position:fixed;inset-block-end:24px;inset-inline:var(--at);z-index:2147483000;" +
      "display:grid;place-items:center;inline-size:56px;block-size:56px;border-radius:50%;cursor:pointer;" +
      "color:light-dark(#fcfdfe,#12161f);background:light-dark(#1c222c,#e8ebef);" +
      "box-shadow:0 1px 2px #0002,0 8px 28px #0003}.launcher[hidden]{display:none}" +
      ".launcher:focus-visible{outline:2px solid light-dark(#1a6fd1,#7fb5ff);outline-offset:2px}" +
      ".launcher svg{inline-size:24px;fill:none;stroke:currentColor;stroke-linejoin:round}" +
      ".launcher span{position:absolute;inset-block-start:-2px;inset-inline-end:-2px;min-inline-size:12px;" +
      "padding-inline:4px;font:600 12px/20px system-ui,sans-serif;text-align:center;color:#fff;" +
      "background:#1a6fd1;border-radius:16px;box-shadow:0 0 0 2px light-dark(#fff,#171b24)}" +
      ".launcher span:empty{display:none}",
  );
  root.adoptedStyleSheets = [sheet];

  const button = document.createElement("button");
  button.className = "launcher";
  button.lang = language;
  button.setAttribute("aria-haspopup", "dialog");
  const count = document.createElement("span");
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  icon.setAttribute("viewBox", "0 0 16 16");
  icon.setAttribute("aria-hidden", "true");
  path.setAttribute(
    "d",
    "M3 3h10a1.2 1.2 0 011.2 1.2v6.1a1.2 1.2 0 01-1.2 1.2H7.7l-3.2 2.6v-2.6H3a1.2 1.2 0 01-1.2-1.2V4.2A1.2 1.2 0 013 3z",
  );
  icon.append(path);
  button.append(icon, count);

  /** @param {string} text @param {string} [label] */
  const badge = (text, label = name) => {
    count.textContent = text;
    button.ariaLabel = label;
  };
  badge("");

  /** @type {Promise<import("./talk.js").Talk> | null} */
  let loading = null;
  let tries = 0;
  const load = () =>
    (loading ??= import(here(`static/widget/talk.js${tries ? `?${tries}` : ""}`))
      .then((module) => module.start({ data, prefix, here, language, name, host, root, button, badge }))
      .catch((error) => {
        // A module that failed to load stays failed under its address: the next try needs another.
        loading = null;
        tries += 1;
        badge("!");
        throw error;
      }));
  const open = () => load().then((talk) => talk.open(), () => {});

  button.addEventListener("click", open);
  const page = "open" in data;
  host.toggleAttribute("data-page", page);
  if (data.theme) host.dataset.theme = data.theme;
  if (data.launcher === "start") host.style.setProperty("--at", "24px auto");
  if (!page) root.append(button);
  const place = () => {
    if (page && script.parentElement !== document.head) script.after(host);
    else document.body.append(host);
    if (page) open();
    else if (remembered("live")) (window.requestIdleCallback ?? setTimeout)(() => load().catch(() => {}));
  };
  if (document.body) place();
  else addEventListener("DOMContentLoaded", place);

  Object.assign(window, {
    Pharos: {
      open,
      close: () => loading?.then((talk) => talk.close()),
      /** @param {string} token a fresh token of the signed-in customer */
      identify: (token) => {
        data.token = token;
        return loading?.then((talk) => talk.identify());
      },
      /** Call it at sign-out: nothing of this customer stays in the browser. */
      forget: () => load().then((talk) => talk.forget()),
    },
  });
})();
