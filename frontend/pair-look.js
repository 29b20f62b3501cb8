/** How two pictures are laid beside or over each other. */

import { css } from "/static/vendor/lit.js";
import { look } from "./look.js";

export const pairLook = [
  look,
  css`
    :host {
      display: grid;
      min-block-size: 0;
      min-inline-size: 0;
      container-type: size;
    }
    .panes {
      display: grid;
      grid-template: minmax(0, 1fr) / minmax(0, 1fr) minmax(0, 1fr);
      gap: var(--gap-3);
      min-block-size: 0;
    }
    .pane {
      position: relative;
      display: grid;
      place-items: center;
      container-type: size;
      min-block-size: 0;
      overflow: hidden;
      touch-action: pan-y;
    }
    .one,
    :host([swapped]) .other {
      grid-area: 1 / 1;
    }
    .other,
    :host([swapped]) .one {
      grid-area: 1 / 2;
    }
    picture {
      display: contents;
    }
    img,
    video {
      --ratio: var(--ratio-1);
      display: block;
      inline-size: min(100cqw, 100cqh * var(--ratio, 1), 3px * var(--natural, 400));
      block-size: auto;
      aspect-ratio: var(--ratio);
      border-radius: var(--round-small);
      background: var(--mat);
      user-select: none;
      -webkit-user-drag: none;
      transform: translate(var(--zoom-x, 0), var(--zoom-y, 0)) scale(var(--zoom, 1)) scaleX(var(--way, 1));
    }
    .other img,
    .other video {
      --ratio: var(--ratio-2);
    }
    :host([mirrored]) .other {
      --way: -1;
    }
    :host([closer]) .pane {
      cursor: move;
      touch-action: none;
    }
    figcaption {
      position: absolute;
      inset: var(--gap-2) auto auto var(--gap-2);
      min-inline-size: 1.75em;
      padding-inline: 0.4em;
      border: 1px solid var(--line-strong);
      border-radius: var(--round-small);
      background: var(--paper);
      color: var(--ink);
      font-weight: 600;
      line-height: 1.6;
      text-align: center;
      pointer-events: none;
    }
    figcaption.shown {
      border-color: var(--accent);
      background: var(--accent);
      color: var(--on-accent);
    }

    /* One over the other: what differs between them jumps, or is all that is left of them. */
    :host(:not([mode="beside"])) .panes {
      grid-template-columns: minmax(0, 1fr);
      isolation: isolate;
    }
    :host(:not([mode="beside"])) .pane {
      grid-area: 1 / 1;
    }
    [data-hidden] {
      visibility: hidden;
    }
    :host([mode="difference"]) .panes {
      border-radius: var(--round-small);
      background: #000;
      filter: brightness(3);
    }
    :host([mode="difference"]) .other {
      mix-blend-mode: difference;
    }
    :host([mode="difference"]) img {
      border-radius: 0;
    }
    :host([mode="difference"]) figcaption {
      display: none;
    }

    /* One above the other, where that leaves more room for each. */
    :host([stacked][mode="beside"]) .panes {
      grid-template: minmax(0, 1fr) minmax(0, 1fr) / minmax(0, 1fr);
    }
    :host([stacked][mode="beside"]) .other,
    :host([stacked][mode="beside"][swapped]) .one {
      grid-area: 2 / 1;
    }
    :host([stacked][mode="beside"][swapped]) .other {
      grid-area: 1 / 1;
    }
  `,
];
