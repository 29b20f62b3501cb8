/** How the grid is laid out: as many pictures beside each other as there is room for, what sends them below. */

import { css } from "/static/vendor/lit.js";
import { look, pageLook } from "./look.js";

export const gridLook = [
  look,
  pageLook,
  css`
    ul {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(max(6rem, min(30%, 10rem)), 1fr));
      gap: var(--gap-3);
    }
    li button {
      inline-size: 100%;
    }
    li [data-image] {
      position: relative;
      padding: 3px;
      border-width: 3px;
    }
    .cover {
      display: grid;
      place-content: center;
      justify-items: center;
      inline-size: 100%;
      aspect-ratio: 1;
      background: var(--mat);
    }
    img {
      inline-size: 100%;
      aspect-ratio: 1;
      object-fit: contain;
    }
    [aria-pressed="true"].yes {
      border-color: var(--yes);
      background: var(--yes-wash);
    }
    [aria-pressed="true"].no {
      border-color: var(--no);
      background: var(--no-wash);
    }
    .stamp {
      position: absolute;
      inset: auto 0 0 auto;
      display: grid;
      padding: var(--gap-1);
      border-start-start-radius: var(--round-small);
      background: var(--paper);
    }
    .yes .stamp {
      color: var(--yes);
    }
    .no .stamp {
      color: var(--no);
    }
    footer {
      position: sticky;
      inset-block-end: 0;
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--gap-3);
      padding-block: var(--gap-3) max(var(--gap-3), env(safe-area-inset-bottom));
      background: var(--wall);
    }
    footer .main {
      flex: 1 1 12rem;
      min-block-size: 3.5rem;
    }
    .quiet[aria-disabled="true"] {
      opacity: 0.55;
      cursor: default;
    }
    @media (max-width: 40rem) {
      kbd {
        display: none;
      }
    }
  `,
];
