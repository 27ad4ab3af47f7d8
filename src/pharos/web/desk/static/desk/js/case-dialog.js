// @ts-check

/**
 * <case-dialog><section id="dialog" popover>…</section></case-dialog>
 *
 * Opens when a form has been fetched into it, with the first field in focus, and closes when the
 * server says that it is done. Without script the same forms are pages of their own.
 */
export class CaseDialog extends HTMLElement {
  connectedCallback() {
    this.addEventListener("htmx:afterSwap", this.#fetched);
    document.body.addEventListener("case-dialog:close", this.#done);
  }

  disconnectedCallback() {
    this.removeEventListener("htmx:afterSwap", this.#fetched);
    document.body.removeEventListener("case-dialog:close", this.#done);
  }

  #fetched = () => {
    const sheet = this.#sheet;
    if (!sheet) return;
    if (sheet.hasAttribute("popover") && !sheet.matches(":popover-open")) sheet.showPopover();
    const first = sheet.querySelector(
      "[aria-invalid=true], form :is(select, textarea, input:not([type=hidden])), form button",
    );
    if (first instanceof HTMLElement) first.focus();
  };

  #done = () => {
    const sheet = this.#sheet;
    if (sheet?.matches(":popover-open")) sheet.hidePopover();
  };

  get #sheet() {
    const sheet = this.querySelector("#dialog");
    return sheet instanceof HTMLElement ? sheet : null;
  }
}

customElements.define("case-dialog", CaseDialog);
