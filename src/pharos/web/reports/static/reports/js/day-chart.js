// @ts-check
/**
 * Draws the table of days that stands below it: cases as columns, the wait of nine in ten as a line.
 *
 * The figures come from the table's cells (`data-field`, `data-value`), so that the chart and the
 * table cannot differ. Without script the table alone is there.
 */

const HEIGHT = 240;
const GAP = 0.3; // of a column's place, left free beside it

class DayChart extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "img");
    this.setAttribute("aria-label", `${this.dataset.cases}; ${this.dataset.wait}`);
    this.#draw();
    this.#resized = new ResizeObserver(() => this.#fit());
    this.#resized.observe(this);
    this.#theme.addEventListener("change", this.#redraw);
  }

  disconnectedCallback() {
    this.#resized?.disconnect();
    this.#theme.removeEventListener("change", this.#redraw);
    this.#plot?.destroy();
  }

  /** @type {any} */ #plot = null;
  /** @type {ResizeObserver | null} */ #resized = null;
  #theme = matchMedia("(prefers-color-scheme: dark)");
  #redraw = () => this.#draw();

  #draw() {
    const uPlot = /** @type {any} */ (window).uPlot;
    const rows = this.parentElement?.querySelectorAll("table[data-kind=day] tbody tr") ?? [];
    if (!uPlot || !rows.length) return;
    const names = [...rows].map((row) => row.querySelector("th")?.textContent ?? "");
    const places = names.map((_, place) => place);
    const data = [places, figures(rows, "cases", 1), figures(rows, "first_response_p90", 60)];
    this.#plot?.destroy();
    this.replaceChildren();
    this.#plot = new uPlot(this.#options(uPlot, names), data, this);
  }

  /** @param {any} uPlot @param {string[]} names */
  #options(uPlot, names) {
    const ink = this.#colour("--ink-faint");
    const axis = { stroke: ink, grid: { stroke: this.#colour("--line"), width: 1 }, ticks: { show: false } };
    const line = this.#colour("--now-text");
    const column = this.#colour("--action-line");
    return {
      width: Math.max(this.clientWidth, 200),
      height: HEIGHT,
      cursor: { points: { show: false } },
      legend: { live: true },
      scales: { x: { time: false, range: [-0.5, names.length - 0.5] }, wait: { range: fromZero }, cases: { range: fromZero } },
      axes: [
        { ...axis, grid: { show: false }, space: 70, values: (/** @type {any} */ _, /** @type {number[]} */ at) => at.map((place) => names[place] ?? "") },
        { ...axis, scale: "cases", size: 48 },
        { ...axis, scale: "wait", side: 1, grid: { show: false }, size: 48 },
      ],
      series: [
        { label: this.dataset.day, value: (/** @type {any} */ _, /** @type {number | null} */ place) => (place === null ? "–" : names[place]) },
        { label: this.dataset.cases, scale: "cases", fill: column, stroke: column, points: { show: false }, paths: uPlot.paths.bars({ size: [1 - GAP, 48] }) },
        { label: this.dataset.wait, scale: "wait", stroke: line, width: 2, spanGaps: true, points: { show: names.length < 15, size: 6, fill: line } },
      ],
    };
  }

  #fit() {
    if (this.#plot && this.clientWidth) this.#plot.setSize({ width: this.clientWidth, height: HEIGHT });
  }

  /** The canvas knows no custom properties, so a probe resolves them. @param {string} name */
  #colour(name) {
    const probe = document.createElement("i");
    probe.style.color = `var(${name})`;
    this.append(probe);
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return colour;
  }
}

/** @param {any} _ @param {number} _least @param {number} most */
function fromZero(_, _least, most) {
  return [0, Math.max(most || 0, 1) * 1.1];
}

/** @param {Iterable<Element>} rows @param {string} field @param {number} unit */
function figures(rows, field, unit) {
  return [...rows].map((row) => {
    const cell = /** @type {HTMLElement | null} */ (row.querySelector(`[data-field=${field}]`));
    return cell?.dataset.value ? Number(cell.dataset.value) / unit : null;
  });
}

customElements.define("day-chart", DayChart);
