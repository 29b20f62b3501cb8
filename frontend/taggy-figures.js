/** How good a run is on every tag, sortable and by category; where it is silent, why, and how many answers are missing. */

import { css, html, LitElement, nothing, repeat } from "/static/vendor/lit.js";
import { tagAddress } from "./address.js";
import { figuresLook, renderHead, renderShare } from "./figures-look.js";
import { look } from "./look.js";

/** @import {TagFigures} from "./types.js" */

/** @typedef {"tag" | "category" | "support" | "average_precision" | "chance" | "precision" | "recall" | "f1" | "auroc" | "calibration_error" | "coverage" | "missing"} Column */

/** @type {Readonly<Record<Column, string>>} */
const COLUMNS = {
  tag: "Tag",
  category: "Category",
  support: "Pictures",
  average_precision: "Average precision",
  chance: "Noise",
  precision: "Precision",
  recall: "Recall",
  f1: "F1",
  auroc: "AUROC",
  calibration_error: "Calibration error",
  coverage: "Coverage",
  missing: "Answers missing",
};
/** @type {readonly Column[]} */
const SHARES = ["average_precision", "chance", "precision", "recall", "f1", "auroc", "calibration_error", "coverage"];

const SIDES = { test: "pictures it never learns from", folds: "pictures out of fold" };

export class TaggyFigures extends LitElement {
  static properties = {
    run: {},
    tags: { attribute: false },
    category: { state: true },
    silent: { state: true },
    by: { state: true },
    falling: { state: true },
  };

  static styles = [
    look,
    figuresLook,
    css`
      thead th:nth-child(-n + 2) {
        text-align: start;
      }
      select {
        display: block;
        max-inline-size: 20rem;
      }
    `,
  ];

  constructor() {
    super();
    this.run = "";
    /** @type {TagFigures[]} */
    this.tags = [];
    this.category = "";
    this.silent = false;
    /** @type {Column} */
    this.by = "average_precision";
    this.falling = true;
  }

  render() {
    const shown = this.#sorted;
    return html`
      <h2 id="of-run">Tags of ${this.run}</h2>
      <label>Category
        <select @change=${(/** @type {Event} */ event) => (this.category = /** @type {HTMLSelectElement} */ (event.target).value)}>
          <option value="">all</option>
          ${this.#categories.map((name) => html`<option ?selected=${name === this.category}>${name}</option>`)}
        </select>
      </label>
      <label>
        <input
          type="checkbox"
          .checked=${this.silent}
          @change=${(/** @type {Event} */ event) => (this.silent = /** @type {HTMLInputElement} */ (event.target).checked)}
        />
        Only tags that it is silent on
      </label>
      <p class="soft" role="status">${shown.length.toLocaleString("en-GB")} of ${this.tags.length.toLocaleString("en-GB")} tags</p>
      <div class="wide" tabindex="0" role="group" aria-labelledby="of-run">
        <table aria-labelledby="of-run">
          <thead>
            <tr>
              ${/** @type {Column[]} */ (Object.keys(COLUMNS)).map((column) =>
                renderHead(COLUMNS[column], this.#sortOf(column), () => this.#sort(column)),
              )}
              <th scope="col">Measured on</th>
              <th scope="col">Why it is silent</th>
            </tr>
          </thead>
          <tbody>
            ${repeat(shown, ({ tag }) => tag, (row) => this.#renderTag(row))}
          </tbody>
        </table>
      </div>
    `;
  }

  /** @param {TagFigures} row */
  #renderTag(row) {
    return html`<tr>
      <th scope="row"><a href=${tagAddress(row.tag)}>${row.tag}</a></th>
      <td class="words">${row.category ?? nothing}</td>
      <td>${row.support.toLocaleString("en-GB")}</td>
      ${SHARES.map(
        (column) => html`<td>${renderShare(/** @type {number | null} */ (row[column]), `${COLUMNS[column]} of ${row.tag}`)}</td>`,
      )}
      <td>${row.missing ?? "–"}</td>
      <td class="words">${row.measured_on ? SIDES[row.measured_on] : nothing}</td>
      <td class="words">${row.silent ?? nothing}</td>
    </tr>`;
  }

  get #categories() {
    return [...new Set(this.tags.flatMap(({ category }) => category ?? []))].sort();
  }

  /** What was not measured stands last, whichever way it is sorted. */
  get #sorted() {
    const { by, category } = this;
    const sign = this.falling ? -1 : 1;
    return this.tags
      .filter((row) => (!category || row.category === category) && (!this.silent || row.silent !== null))
      .sort((one, other) => {
        const [a, b] = [one[by], other[by]];
        if (a === b) return one.tag < other.tag ? -1 : 1;
        if (a === null || b === null) return a === null ? 1 : -1;
        return a < b ? -sign : sign;
      });
  }

  /** @param {Column} column @returns {"ascending" | "descending" | null} */
  #sortOf(column) {
    if (column !== this.by) return null;
    return this.falling ? "descending" : "ascending";
  }

  /** Names rise first, numbers fall first. @param {Column} column */
  #sort(column) {
    this.falling = column === this.by ? !this.falling : column !== "tag" && column !== "category";
    this.by = column;
  }
}

customElements.define("taggy-figures", TaggyFigures);
