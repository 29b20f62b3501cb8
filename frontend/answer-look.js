/** How the buttons look that answer a question: large, each in the colour of what it says, its key on it. */

import { css } from "/static/vendor/lit.js";

export const answerLook = css`
  .answers button {
    display: grid;
    align-content: center;
    border-width: 1.5px;
    border-color: currentcolor;
    font-weight: 650;
  }
  .answers kbd,
  .tools kbd {
    border-color: color-mix(in oklab, transparent, currentcolor 45%);
  }
  .yes {
    color: var(--yes);
    background: var(--yes-wash);
  }
  .no {
    color: var(--no);
    background: var(--no-wash);
  }
  .pass {
    color: var(--pass);
    background: var(--pass-wash);
  }
  .answers button:hover {
    background: color-mix(in oklab, var(--paper), currentcolor 20%);
  }
  .tools [aria-disabled="true"] {
    opacity: 0.55;
    cursor: default;
  }
`;
