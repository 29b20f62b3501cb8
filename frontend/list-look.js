/** How a list of short rows looks, each with a figure or a button at its end. */

import { css } from "/static/vendor/lit.js";

/** @param {number | null} share */
export const percent = (share) => (share === null ? "" : `${Math.round(share * 1000) / 10} %`);

export const listLook = css`
  .list {
    display: grid;
    gap: var(--gap-2);
  }
  .list li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: var(--gap-1) var(--gap-3);
    align-items: center;
    padding: var(--gap-2) var(--gap-3);
    border: 1px solid var(--line);
    border-radius: var(--round-small);
    background: var(--paper);
    overflow-wrap: anywhere;
  }
  .facts {
    font-variant-numeric: tabular-nums;
  }
  section {
    display: grid;
    gap: var(--gap-3);
    max-inline-size: 60rem;
  }
  h2 {
    font-size: 1.25rem;
  }
`;
