// @ts-check
// Requests of our own elements, beside those of htmx.

/**
 * Send a form without waiting for the page. Cookies are HttpOnly, so the page carries the token.
 * @param {string} address
 * @param {Record<string, string>} fields
 * @param {{ lasting?: boolean }} [how] lasting: also while the page goes away
 * @returns {Promise<Response>}
 */
export function post(address, fields, { lasting = false } = {}) {
  return fetch(address, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" },
    keepalive: lasting,
  });
}

export function csrfToken() {
  const field = document.querySelector("[name=csrfmiddlewaretoken]");
  return field instanceof HTMLInputElement ? field.value : "";
}

/**
 * @param {string} address
 * @returns {Promise<string>}
 */
export async function fragment(address) {
  const answer = await fetch(address, { headers: { "HX-Request": "true" } });
  return answer.ok ? answer.text() : "";
}
