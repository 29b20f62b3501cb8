/** How a card looks: a picture or more, and what is said of it; what is veiled is shown when somebody asks. */

import { css } from "/static/vendor/lit.js";

export const cardLook = css`
  article {
    display: grid;
    gap: var(--gap-3);
    padding: var(--gap-3);
    border: 1px solid var(--line);
    border-radius: var(--round);
    background: var(--paper);
  }
  article h2 {
    font-size: 1.25rem;
  }
  .veiled {
    filter: blur(28px) saturate(0.4);
  }
`;
