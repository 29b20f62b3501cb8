/** How a table of figures looks: it scrolls in itself, digits stand below each other, a bar shows how large a share is. */

import { css, html, nothing } from "/static/vendor/lit.js";

export const figuresLook = css`
  :host {
    display: grid;
    gap: var(--gap-3);
    min-inline-size: 0;
  }
  .wide {
    overflow-x: auto;
    border-block: 1px solid var(--line);
  }
  table {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: var(--gap-1) var(--gap-3);
    text-align: end;
    white-space: nowrap;
  }
  thead th {
    padding: 0;
  }
  thead button {
    border: 0;
    border-radius: 0;
    background: none;
    font-weight: 600;
  }
  [aria-sort="ascending"] button,
  [aria-sort="descending"] button {
    box-shadow: inset 0 -3px var(--accent);
  }
  th[scope="row"],
  .words {
    text-align: start;
    font-weight: inherit;
    white-space: normal;
    overflow-wrap: anywhere;
    min-inline-size: 9rem;
  }
  tbody tr {
    border-block-start: 1px solid var(--line);
  }
  meter {
    display: block;
    inline-size: 100%;
    min-inline-size: 4rem;
    block-size: 0.4rem;
  }
`;

/** A share with its bar; a dash where it was not measured. @param {number | null} value @param {string} says */
export const renderShare = (value, says) =>
  value === null
    ? html`<span aria-label="not measured">–</span>`
    : html`${value.toFixed(3)} <meter min="0" max="1" value=${value} aria-label=${says}></meter>`;

/** A difference with its sign. @param {number | null} value */
export const renderDifference = (value) =>
  value === null ? html`<span aria-label="not measured">–</span>` : `${value > 0 ? "+" : ""}${value.toFixed(3)}`;

/** A column's head, which sorts by it. @param {string} says @param {"ascending" | "descending" | null} sorted @param {() => void} sort */
export const renderHead = (says, sorted, sort) =>
  html`<th scope="col" aria-sort=${sorted ?? nothing}><button @click=${sort}>${says}</button></th>`;
