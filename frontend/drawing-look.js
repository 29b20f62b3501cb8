/** How a neighbourhood is drawn: each kind of edge by its colour and by its dashes, each kind of node by its shape. */

import { css } from "/static/vendor/lit.js";

/** The lines, shared with the key that explains them. */
export const edgeLook = css`
  line {
    stroke: var(--line-strong);
    stroke-linecap: round;
  }
  .agreed line {
    stroke: color-mix(in oklab, var(--ink), var(--wall) 45%);
  }
  .yes line {
    stroke: var(--yes);
  }
  .no line {
    stroke: var(--no);
    stroke-dasharray: 9 5;
  }
  .pass line {
    stroke: var(--pass);
    stroke-dasharray: 1 6;
  }
  .link line {
    stroke-dasharray: 4 4;
  }
  .proposed line {
    stroke: var(--accent);
    stroke-dasharray: 1 5 8 5;
  }
  .claimed line {
    stroke: var(--alarm);
    stroke-dasharray: 16 6;
  }
  text.sign {
    fill: var(--ink);
    stroke: var(--wall);
    stroke-width: 5;
    paint-order: stroke;
    font: 700 15px / 1 var(--sans);
    text-anchor: middle;
    dominant-baseline: central;
  }
  .yes .sign {
    fill: var(--yes);
  }
  .no .sign {
    fill: var(--no);
  }
`;

export const drawingLook = [
  edgeLook,
  css`
    :host {
      position: relative;
      display: block;
      min-block-size: 20rem;
      border: 1px solid var(--line);
      border-radius: var(--round);
      overflow: hidden;
      background:
        radial-gradient(circle at center, var(--line) 1px, transparent 1.5px) 0 0 / 24px 24px,
        var(--wall);
    }
    svg.canvas {
      position: absolute;
      inset: 0;
      inline-size: 100%;
      block-size: 100%;
      stroke: none;
      touch-action: none;
      cursor: grab;
      user-select: none;
    }
    svg.canvas:active {
      cursor: grabbing;
    }
    a,
    [tabindex] {
      outline: none;
    }
    a {
      cursor: pointer;
    }
    .frame {
      fill: var(--paper);
      stroke: var(--line-strong);
      stroke-width: 1.5;
    }
    .node.central .frame {
      stroke: var(--accent);
      stroke-width: 4;
    }
    a:hover .frame,
    :focus-visible .frame {
      stroke: var(--accent);
      stroke-width: 4;
    }
    image {
      clip-path: inset(0 round 6px);
    }
    .veiled {
      filter: blur(12px) saturate(0.4);
    }
    .node text {
      fill: var(--ink);
      text-anchor: middle;
      dominant-baseline: central;
    }
    .tag {
      font: 500 16px / 1 var(--serif);
    }
    .central .tag {
      font-size: 25px;
    }
    .node .caption {
      font: 500 12px / 1 var(--sans);
      stroke: var(--wall);
      stroke-width: 4;
      paint-order: stroke;
    }
    path.sign {
      fill: none;
      stroke: var(--ink);
      stroke-width: 2;
    }
    .Source .frame {
      stroke-dasharray: 6 3;
    }
    .ModelRun path {
      stroke: var(--accent);
    }
    .words {
      fill: var(--ink);
      stroke: var(--paper);
      stroke-width: 5;
      paint-order: stroke;
      font: 600 12px / 1 var(--sans);
      text-anchor: middle;
      pointer-events: none;
    }
    .edge,
    .node {
      transition: opacity var(--quick);
    }
    .pointed .edge:not(.near),
    .pointed .node:not(.near) {
      opacity: 0.22;
    }
    .buttons {
      position: absolute;
      inset-block-end: var(--gap-3);
      inset-inline-end: var(--gap-3);
      display: flex;
      gap: var(--gap-1);
    }
    .buttons button {
      padding-inline: var(--gap-3);
    }
  `,
];
