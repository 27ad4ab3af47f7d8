// @ts-check

import { Hands } from "./hands.js";

const PAUSE = 400;
const SKIPPED = new Set(["hidden", "file", "submit"]);

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

/** What makes a form quicker: it works without any of this. @param {HTMLFormElement} form */
function assist(form) {
  fillZone(form);
  keepDraft(form);
  const hands = new Hands(form);
  hands.watch();
  const base = form.dataset.widget;
  if (!base) return;
  for (const field of fields(form)) {
    if (field.type !== "text" && field.type !== "textarea") continue;
    field.addEventListener("input", () => guard(form, field, base));
    if (field.dataset.names) recognise(field, hands);
  }
  solve(form, base);
}

/** @param {HTMLFormElement} form @returns {Field[]} */
const fields = (form) => /** @type {Field[]} */ ([...form.elements].filter((one) => "name" in one && "value" in one));

/** By the reader's own clock, until they have said by which. @param {HTMLFormElement} form */
function fillZone(form) {
  const zone = /** @type {HTMLInputElement | null} */ (form.elements.namedItem("timezone"));
  if (!zone || form.querySelector("[role=alert], [name=confirmed]")) return;
  zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || zone.value;
}

/** Keeps what was typed until it is sent, in this browser alone. @param {HTMLFormElement} form */
function keepDraft(form) {
  const key = `pharos-draft:${location.pathname}`;
  const kept = read(key);
  for (const field of fields(form)) {
    if (SKIPPED.has(field.type) || field.name === "timezone") continue;
    if (!field.value && kept[field.name]) field.value = kept[field.name];
    field.addEventListener("change", () => write(key, form));
  }
  addEventListener("pagehide", () => (form.dataset.sent ? forget(key) : write(key, form)));
  form.addEventListener("submit", () => (form.dataset.sent = "1"));
}

/** @param {string} key @returns {Record<string, string>} */
const read = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "{}");
  } catch {
    return {};
  }
};

/** @param {string} key @param {HTMLFormElement} form */
const write = (key, form) => {
  // What looks like a secret is kept nowhere.
  const own = fields(form).filter((field) => !SKIPPED.has(field.type) && field.value && field.checkValidity());
  try {
    localStorage.setItem(key, JSON.stringify(Object.fromEntries(own.map((field) => [field.name, field.value]))));
  } catch {
    // Without storage there is no draft.
  }
};

/** @param {string} key */
const forget = (key) => {
  try {
    localStorage.removeItem(key);
  } catch {
    // There was none.
  }
};

/** Stops a secret before it leaves the browser. @param {HTMLFormElement} form @param {Field} field @param {string} base */
async function guard(form, field, base) {
  const { hasSecret } = await import(`${base}secrets.js`);
  const text = field.value;
  const found = await hasSecret(text);
  if (text !== field.value) return; // written on meanwhile, and looked at again
  field.setCustomValidity(found ? (form.dataset.secret ?? "") : "");
  if (found) field.reportValidity();
}

/** Says under the field what is recognised in it. @param {Field} field @param {Hands} hands */
function recognise(field, hands) {
  const said = document.createElement("p");
  said.className = "field__named";
  said.setAttribute("role", "status");
  field.after(said);
  let timer = 0;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(async () => {
      const word = field.value.trim();
      if (!word || word.length > 200 || !field.checkValidity()) return void (said.textContent = "");
      const told = await hands.ask("/live/naming", JSON.stringify({ word })).catch(() => null);
      const { words = "", slip = false } = told?.ok ? await told.json() : {};
      said.textContent = words;
      said.classList.toggle("field__named--slip", slip);
    }, PAUSE);
  });
}

/** In a flood the browser shows that it is none of thousands, and sends again. @param {HTMLFormElement} form @param {string} base */
async function solve(form, base) {
  const puzzle = document.getElementById("challenge");
  if (!puzzle) return;
  const { solve: solved } = await import(`${base}again.js`);
  const told = JSON.parse(puzzle.textContent ?? "{}");
  const proof = await solved({ ...told, maxNumber: told.maxNumber ?? told.maxnumber });
  /** @type {HTMLInputElement} */ (form.elements.namedItem("proof")).value = proof;
  form.requestSubmit();
}

for (const form of document.querySelectorAll("form.case-form")) assist(/** @type {HTMLFormElement} */ (form));
