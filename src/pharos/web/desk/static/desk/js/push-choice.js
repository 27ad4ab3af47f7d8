// @ts-check
import { post } from "./asking.js";

/**
 * <push-choice key="…" worker="/desk/push-worker.js" address="/desk/push/" scope="/desk/">
 *   <button data-on hidden>…</button><button data-off hidden>…</button>
 * </push-choice>
 *
 * Whether this browser tells of what happens while no page is open. Asks the browser for leave
 * only when somebody presses the button.
 */
export class PushChoice extends HTMLElement {
  connectedCallback() {
    this.querySelector("[data-on]")?.addEventListener("click", this.#on);
    this.querySelector("[data-off]")?.addEventListener("click", this.#off);
    const ask = document.querySelector("[data-asks-permission]");
    ask?.addEventListener("change", () => {
      if (ask instanceof HTMLInputElement && ask.checked && "Notification" in window) {
        Notification.requestPermission().then((answer) => (ask.checked = answer === "granted"));
      }
    });
    this.#show();
  }

  #on = async () => {
    if ((await Notification.requestPermission()) !== "granted") return this.#show();
    const scope = this.getAttribute("scope") ?? "/";
    await navigator.serviceWorker.register(this.getAttribute("worker") ?? "", { scope });
    const { pushManager } = await navigator.serviceWorker.getRegistration(scope).then(ready);
    const subscription = await pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: this.getAttribute("key") ?? "",
    });
    const { endpoint, keys } = subscription.toJSON();
    const told = await post(this.getAttribute("address") ?? "", {
      step: "on",
      endpoint: endpoint ?? "",
      p256dh: keys?.p256dh ?? "",
      auth: keys?.auth ?? "",
    });
    if (!told.ok) await subscription.unsubscribe();
    this.#show();
  };

  #off = async () => {
    const subscription = await this.#subscription();
    if (subscription) {
      const { endpoint } = subscription;
      await post(this.getAttribute("address") ?? "", { step: "off", endpoint });
      await subscription.unsubscribe();
    }
    this.#show();
  };

  async #subscription() {
    const scope = this.getAttribute("scope") ?? "/";
    const registration = await navigator.serviceWorker.getRegistration(scope);
    return registration?.pushManager.getSubscription() ?? null;
  }

  async #show() {
    const isAble = "serviceWorker" in navigator && "PushManager" in window;
    const isDenied = isAble && Notification.permission === "denied";
    const isOn = isAble && (await this.#subscription()) !== null;
    this.#hide("[data-none]", isAble);
    this.#hide("[data-denied]", !isDenied);
    this.#hide("[data-on]", !isAble || isDenied || isOn);
    this.#hide("[data-off]", !isOn);
  }

  /**
   * @param {string} selector
   * @param {boolean} isHidden
   */
  #hide(selector, isHidden) {
    this.querySelector(selector)?.toggleAttribute("hidden", isHidden);
  }
}

/** Wait until a worker that has just been registered is at work. */
async function ready() {
  return navigator.serviceWorker.ready;
}

customElements.define("push-choice", PushChoice);
