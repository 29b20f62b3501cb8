/** How a small picture that leads to more of it looks, in lists of them. */

import { css } from "/static/vendor/lit.js";

export const tileLook = css`
  a {
    display: grid;
    place-items: center;
    overflow: hidden;
    border-radius: var(--round-small);
    background: var(--mat);
    aspect-ratio: 1;
  }
  img {
    inline-size: 100%;
    block-size: 100%;
    min-block-size: 0;
    object-fit: contain;
  }
`;
