// @ts-check

const READING = 5 * 1000; // 5 seconds
let reading = 0;

/**
 * Say a sentence over the page, to eyes and to screen readers; it goes by itself.
 * @param {string} sentence
 */
export function say(sentence) {
  const place = document.querySelector("#said");
  if (!place || !sentence) return;
  const line = document.createElement("p");
  line.className = "notice notice--success";
  line.textContent = sentence;
  place.replaceChildren(line);
  clearTimeout(reading);
  reading = setTimeout(() => line.remove(), READING);
}
