// @ts-check

const PREFIX = "pharos-draft:";
// The form's own name for itself stands among its fields, under a name that no field has.
const NAME = "";
const RECEIVED = "#received-";

/** Where the words of a form are kept: by where it leads. @param {HTMLFormElement} form */
export const draftKey = (form) => PREFIX + new URL(form.action, location.href).pathname;

/** @param {string} key @returns {Record<string, string>} */
export const readDraft = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "{}");
  } catch {
    return {};
  }
};

/** @param {string} key @param {string} name @param {Record<string, string>} fields */
export const writeDraft = (key, name, fields) => {
  try {
    localStorage.setItem(key, JSON.stringify({ ...fields, [NAME]: name }));
  } catch {
    // Without storage there is no draft.
  }
};

/** What has arrived is kept no longer. Only the page that says so says which: any other may be an error. */
export function forgetReceived() {
  if (!location.hash.startsWith(RECEIVED)) return;
  const name = location.hash.slice(RECEIVED.length);
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX) && readDraft(key)[NAME] === name) localStorage.removeItem(key);
    }
  } catch {
    // There was none.
  }
}
