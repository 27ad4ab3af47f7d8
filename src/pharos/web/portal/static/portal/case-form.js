// @ts-check

import { draftKey, forgetReceived, readDraft, writeDraft } from "./drafts.js";
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

/** Keeps what was typed until it has been received, in this browser alone. @param {HTMLFormElement} form */
function keepDraft(form) {
  const key = draftKey(form);
  const kept = readDraft(key);
  const keep = () => writeDraft(key, nameOf(form), told(form));
  for (const field of fields(form)) {
    if (SKIPPED.has(field.type) || field.name === "timezone") continue;
    if (!field.value && kept[field.name]) field.value = kept[field.name];
    field.addEventListener("change", keep);
  }
  addEventListener("pagehide", keep);
}

/** What the form calls itself: its receipt names the same. @param {HTMLFormElement} form */
const nameOf = (form) =>
  /** @type {HTMLInputElement | null} */ (form.querySelector("[name=thread], [name=client_token]"))?.value ?? "";

/** What looks like a secret is kept nowhere. @param {HTMLFormElement} form */
const told = (form) =>
  Object.fromEntries(
    fields(form)
      .filter((field) => !SKIPPED.has(field.type) && field.value && field.checkValidity())
      .map((field) => [field.name, field.value]),
  );

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

forgetReceived();
for (const form of document.querySelectorAll("form.case-form")) assist(/** @type {HTMLFormElement} */ (form));
