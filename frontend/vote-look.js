/** How the voting screen is laid out: beside each other where there is room, else with the answers under the thumb. */

import { css } from "/static/vendor/lit.js";
import { answerLook } from "./answer-look.js";
import { look } from "./look.js";

export const voteLook = [
  look,
  css`
    :host {
      display: grid;
      grid-template-rows: minmax(0, 1fr);
      min-block-size: 0;
    }
    .board {
      display: grid;
      grid-template:
        "stage scope" auto
        "stage question" 1fr
        "stage answers" auto
        "stage tools" auto
        "stage last" 1fr
        "stage origin" auto / minmax(0, 1fr) clamp(22rem, 30vw, 34rem);
      gap: 0 var(--gap-6);
      min-block-size: 0;
      padding: var(--gap-4) var(--gap-6) var(--gap-5) var(--gap-5);
    }
    .board:focus-visible {
      outline-offset: -3px;
    }
    .stage {
      grid-area: stage;
      position: relative;
      display: grid;
      min-block-size: 0;
      touch-action: none;
      cursor: grab;
    }
    .dragged {
      cursor: grabbing;
    }
    .stage > * {
      grid-area: 1 / 1;
    }
    .ahead {
      visibility: hidden;
    }
    .dragged .shown {
      transform: translate(var(--drag-x), var(--drag-y)) rotate(calc(var(--drag-x) / 1px * 0.02deg));
    }
    .cover,
    .stamp {
      place-self: center;
      display: flex;
      align-items: center;
      gap: var(--gap-2);
      color: var(--ink-soft);
    }
    .stamp {
      z-index: 1;
      padding: var(--gap-3) var(--gap-5);
      border: 3px solid currentcolor;
      border-radius: var(--round);
      background: var(--paper);
      font-size: 1.5rem;
      font-weight: 700;
      opacity: 0.55;
      pointer-events: none;
    }
    .stamp.enough {
      opacity: 1;
    }
    .scope {
      grid-area: scope;
      justify-self: start;
      margin-inline-start: calc(-1 * var(--gap-4));
      max-inline-size: 100%;
      color: var(--ink-soft);
    }
    .parts {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    taggy-question {
      grid-area: question;
      align-self: end;
      max-block-size: 100%;
      overflow: auto;
      padding-block: var(--gap-4);
    }
    .answers {
      grid-area: answers;
      display: grid;
      grid-template-columns: 1fr 0.8fr 1fr;
      gap: var(--gap-3);
      padding-block: var(--gap-4) var(--gap-3);
    }
    .answers button {
      grid-template-columns: auto auto;
      gap: var(--gap-2);
      min-block-size: 6.5rem;
      font-size: 1.25rem;
    }
    .hints {
      grid-column: 1 / -1;
      display: flex;
      justify-content: center;
      gap: var(--gap-1);
      font-size: var(--small);
    }
    .stamp.yes,
    .stamp.no,
    .stamp.pass {
      background: var(--paper);
    }
    .tools {
      grid-area: tools;
      display: flex;
      justify-content: space-between;
      margin-inline: calc(-1 * var(--gap-4));
      color: var(--ink-soft);
    }
    .panic:hover {
      color: var(--alarm);
    }
    taggy-last {
      grid-area: last;
      align-self: start;
      padding-block-start: var(--gap-2);
    }
    taggy-origin {
      grid-area: origin;
    }
    .bare {
      grid-template: "scope" auto "stage" 1fr "last" auto / minmax(0, 1fr);
    }
    .bare .answers,
    .bare .tools,
    .bare taggy-question,
    .bare taggy-origin {
      display: none;
    }

    @media (max-width: 40rem), (max-width: 60rem) and (orientation: portrait) {
      .board,
      .board.bare {
        grid-template:
          "scope tools" auto
          "question question" auto
          "stage stage" minmax(0, 1fr)
          "origin origin" auto
          "last last" auto
          "answers answers" auto / minmax(0, 1fr) auto;
        gap: 0;
        padding: 0 var(--gap-4) max(var(--gap-3), env(safe-area-inset-bottom));
      }
      taggy-question {
        padding-block: 0 var(--gap-3);
        max-block-size: 40dvh;
      }
      .tools {
        margin-inline: 0 calc(-1 * var(--gap-3));
      }
      .tools button {
        padding-inline: var(--gap-2);
      }
      .tools kbd,
      .hints {
        display: none;
      }
      .what {
        position: absolute;
        clip-path: inset(50%);
      }
      taggy-last {
        padding-block: var(--gap-2);
        text-align: center;
      }
      .answers {
        padding-block: 0;
        gap: var(--gap-2);
      }
      .answers button {
        grid-template-columns: auto;
        justify-items: center;
        gap: 0;
        min-block-size: 4.5rem;
        padding-inline: 0;
        font-size: var(--lead);
      }
    }
    @media (max-height: 30rem) and (orientation: landscape) {
      .board {
        gap: 0 var(--gap-4);
        grid-template-columns: minmax(0, 1fr) 20rem;
        padding-block: 0 var(--gap-2);
      }
      taggy-question,
      .answers {
        padding-block: var(--gap-1);
      }
      .answers button {
        min-block-size: 3.5rem;
        padding-inline: 0;
      }
      .hints,
      .tools kbd {
        display: none;
      }
    }
  `,
  answerLook,
];
