/** How two pictures are laid out to compare them: beside each other, on a telephone one over the other, answers below. */

import { css } from "/static/vendor/lit.js";
import { answerLook } from "./answer-look.js";
import { look } from "./look.js";

export const compareLook = [
  look,
  css`
    :host {
      display: grid;
      grid-template-rows: minmax(0, 1fr);
      min-block-size: 0;
    }
    .board {
      display: grid;
      grid-template: auto minmax(0, 1fr) auto auto / minmax(0, 1fr);
      gap: var(--gap-3);
      min-block-size: 0;
      padding: var(--gap-3) var(--gap-5) max(var(--gap-3), env(safe-area-inset-bottom));
    }
    .board:focus-visible {
      outline-offset: -3px;
    }
    .top,
    .tools {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: var(--gap-3);
      min-block-size: var(--touch);
    }
    h1 {
      font-size: 1.5rem;
    }
    .stage {
      display: grid;
      min-block-size: 0;
    }
    .pair {
      grid-area: 1 / 1;
      display: grid;
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
      grid-template-rows: minmax(0, 1fr);
      gap: var(--gap-4);
      min-block-size: 0;
    }
    .ahead {
      visibility: hidden;
    }
    figure {
      position: relative;
      display: grid;
      min-block-size: 0;
      margin: 0;
    }
    figcaption {
      position: absolute;
      inset: var(--gap-2) auto auto var(--gap-2);
      display: flex;
      gap: var(--gap-2);
      align-items: center;
    }
    figcaption b {
      min-inline-size: 1.75em;
      padding-inline: 0.4em;
      border: 1px solid var(--line-strong);
      border-radius: var(--round-small);
      background: var(--paper);
      line-height: 1.6;
      text-align: center;
    }
    figcaption button {
      padding-inline: var(--gap-2);
      border-color: transparent;
      background: color-mix(in oklab, transparent, var(--wall) 72%);
      color: var(--ink);
      font-size: var(--small);
    }
    .cover {
      place-self: center;
      display: flex;
      gap: var(--gap-2);
      color: var(--ink-soft);
    }
    .answers {
      display: grid;
      grid-template-columns: repeat(5, minmax(0, 1fr));
      gap: var(--gap-2);
      inline-size: min(100%, 60rem);
      margin-inline: auto;
    }
    .answers button {
      justify-items: center;
      gap: var(--gap-1);
      min-block-size: 4.5rem;
      padding-inline: var(--gap-1);
      text-align: center;
    }
    .last {
      flex: 1;
      font-size: var(--small);
      color: var(--ink-soft);
      text-align: center;
      overflow-wrap: anywhere;
    }
    .refused {
      color: var(--ink);
      border-inline-start: 3px solid var(--no);
      background: var(--no-wash);
    }
    .bare .answers {
      display: none;
    }
    @media (max-width: 40rem), (max-width: 60rem) and (orientation: portrait) {
      .board {
        gap: var(--gap-2);
        padding-inline: var(--gap-3);
      }
      .pair {
        grid-template: minmax(0, 1fr) minmax(0, 1fr) / minmax(0, 1fr);
        gap: var(--gap-2);
      }
      h1 {
        font-size: 1.125rem;
      }
      kbd {
        display: none;
      }
      .answers {
        gap: var(--gap-1);
      }
      .answers button {
        font-size: 0.9375rem;
        line-height: 1.2;
      }
    }
    @media (max-height: 30rem) and (orientation: landscape) {
      .board {
        gap: var(--gap-1);
        padding-block: 0 var(--gap-1);
      }
      .answers button {
        min-block-size: var(--touch);
      }
      h1 {
        font-size: 1.125rem;
      }
      kbd {
        display: none;
      }
    }
  `,
  answerLook,
];
