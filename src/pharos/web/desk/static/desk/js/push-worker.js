// @ts-check
// Shows what the server tells while no page is open. It holds no words that a customer wrote.

const worker = /** @type {any} */ (self);

worker.addEventListener("push", (/** @type {any} */ event) => {
  const { title, body, case: number, kind } = event.data?.json() ?? {};
  const shown = worker.registration.showNotification(title || "Pharos", {
    body,
    tag: `${kind}:${number}`,
    data: { number },
  });
  event.waitUntil(seen().then((isSeen) => (isSeen ? undefined : shown)));
});

worker.addEventListener("notificationclick", (/** @type {any} */ event) => {
  event.notification.close();
  const { number } = event.notification.data ?? {};
  event.waitUntil(open(number ? `/desk/cases/${number}/` : "/desk/"));
});

/** A page in front of somebody's eyes tells it itself. */
async function seen() {
  const pages = await worker.clients.matchAll({ type: "window" });
  return pages.some((/** @type {any} */ page) => page.focused);
}

/** @param {string} address */
async function open(address) {
  const pages = await worker.clients.matchAll({ type: "window" });
  for (const page of pages) {
    if ("navigate" in page) {
      await page.focus();
      return page.navigate(address);
    }
  }
  return worker.clients.openWindow(address);
}
