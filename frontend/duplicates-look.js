/** How the board is laid out: pictures and what is known of them side by side, or under each other over the thumb. */

import { css } from "/static/vendor/lit.js";
import { look } from "./look.js";

export const duplicatesLook = [
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
        "stage about" minmax(0, 1fr)
        "stage verdicts" auto
        "stage last" auto / minmax(0, 1fr) clamp(22rem, 30vw, 34rem);
      gap: var(--gap-3) var(--gap-5);
      min-block-size: 0;
      padding: var(--gap-4) var(--gap-5);
    }
    .board:focus {
      outline: none;
    }
    .stage {
      grid-area: stage;
      display: grid;
      grid-template: minmax(0, 1fr) auto / minmax(0, 1fr);
      gap: var(--gap-3);
      min-block-size: 0;
    }
    taggy-pair {
      grid-area: 1 / 1;
    }
    .ahead {
      visibility: hidden;
    }
    .views {
      display: flex;
      flex-wrap: wrap;
      justify-content: center;
      gap: var(--gap-2);
    }
    .views [aria-pressed="true"],
    .views [aria-pressed="true"]:hover {
      border-color: var(--accent);
      background: color-mix(in oklab, var(--paper), var(--accent) 16%);
      font-weight: 600;
    }
    .about {
      grid-area: about;
      display: grid;
      align-content: start;
      gap: var(--gap-3);
      min-block-size: 0;
      overflow: auto;
    }
    .about:focus-visible {
      outline-offset: -3px;
    }
    h1 {
      font-size: 1.75rem;
    }
    .found {
      display: flex;
      flex-wrap: wrap;
      gap: var(--gap-1) var(--gap-3);
      align-items: baseline;
    }
    .mirrored {
      padding-inline: 0.6em;
      border: 1px solid var(--alarm);
      border-radius: 1em;
      background: var(--alarm-wash);
      color: var(--alarm);
      font-size: var(--small);
    }
    .verdicts {
      grid-area: verdicts;
      display: grid;
      grid-template-columns: 1fr 1fr;
      gap: var(--gap-2);
    }
    .verdicts button {
      display: grid;
      grid-template: "word key" auto "says key" auto / 1fr auto;
      justify-items: start;
      gap: 0 var(--gap-2);
      min-block-size: 4rem;
      border-width: 1.5px;
      border-color: currentcolor;
    }
    .verdicts b {
      font-size: 1.125rem;
    }
    .says {
      grid-area: says;
      font-size: var(--small);
    }
    .verdicts kbd {
      grid-area: key;
    }
    kbd {
      border-color: color-mix(in oklab, transparent, currentcolor 45%);
    }
    .duplicate {
      color: var(--yes);
      background: var(--yes-wash);
    }
    .alternate {
      color: var(--accent);
      background: color-mix(in oklab, var(--paper), var(--accent) 12%);
    }
    .unrelated {
      color: var(--no);
      background: var(--no-wash);
    }
    .later {
      color: var(--pass);
      background: var(--pass-wash);
    }
    .verdicts button:hover {
      background: color-mix(in oklab, var(--paper), currentcolor 20%);
    }
    .last {
      grid-area: last;
      display: flex;
      justify-content: space-between;
      align-items: center;
      gap: var(--gap-3);
      min-block-size: var(--touch);
    }
    .last p {
      overflow-wrap: anywhere;
    }
    .last a {
      display: inline-block;
      padding-block: 0.7rem;
    }
    .last button {
      flex: none;
      color: var(--ink-soft);
    }
    .refused {
      padding: var(--gap-2) var(--gap-3);
      border-inline-start: 3px solid var(--no);
      background: var(--no-wash);
    }
    [aria-disabled="true"] {
      opacity: 0.55;
      cursor: default;
    }
    .bare {
      grid-template: "stage" 1fr "last" auto / minmax(0, 1fr);
    }
    .bare .verdicts {
      display: none;
    }

    @media (max-width: 40rem), (max-width: 60rem) and (orientation: portrait) {
      .board,
      .board.bare {
        grid-template:
          "stage" minmax(0, 1fr)
          "about" minmax(0, 36%)
          "last" auto
          "verdicts" auto / minmax(0, 1fr);
        gap: var(--gap-2);
        padding: var(--gap-2) var(--gap-3) max(var(--gap-3), env(safe-area-inset-bottom));
      }
      .board.bare {
        grid-template-rows: minmax(0, 1fr) 0 auto 0;
      }
      .stage {
        gap: var(--gap-2);
      }
      .views {
        flex-wrap: nowrap;
        justify-content: start;
        overflow-x: auto;
        scrollbar-width: none;
      }
      .views button {
        flex: none;
        padding-inline: var(--gap-3);
        font-size: var(--small);
      }
      kbd {
        display: none;
      }
      h1 {
        font-size: 1.25rem;
      }
      .about {
        gap: var(--gap-1);
      }
      .verdicts {
        grid-template-columns: repeat(4, 1fr);
        gap: var(--gap-1);
      }
      .verdicts button {
        display: grid;
        grid-template: auto / 1fr;
        justify-items: center;
        min-block-size: 4rem;
        padding-inline: 0;
      }
      .verdicts b {
        font-size: 0.9375rem;
      }
      .says,
      .last button span {
        display: none;
      }
    }
    @media (max-height: 30rem) and (orientation: landscape) {
      .board {
        gap: var(--gap-1) var(--gap-4);
        padding-block: var(--gap-1);
      }
      .views {
        flex-wrap: nowrap;
        justify-content: start;
        overflow-x: auto;
        scrollbar-width: none;
      }
      .views button {
        flex: none;
      }
      .about {
        gap: var(--gap-1);
      }
      h1 {
        font-size: 1.125rem;
      }
      .verdicts {
        grid-template-columns: repeat(4, 1fr);
        gap: var(--gap-1);
      }
      .verdicts button {
        grid-template: auto / 1fr;
        justify-items: center;
        min-block-size: var(--touch);
        padding-inline: 0;
      }
      .verdicts b {
        font-size: 0.9375rem;
      }
      .says,
      kbd {
        display: none;
      }
    }
  `,
];
