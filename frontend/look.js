/** What all elements share: buttons, keys, fields, focus. */

import { css } from "/static/vendor/lit.js";

export const look = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }
  ul {
    list-style: none;
  }
  h1,
  h2 {
    font: 500 var(--title) / 1.15 var(--serif);
    letter-spacing: -0.01em;
    text-wrap: balance;
  }
  a {
    color: var(--accent);
    text-underline-offset: 0.2em;
  }
  :focus {
    outline: none;
  }
  :focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
    border-radius: var(--round-small);
  }
  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
  }
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--gap-2);
    min-block-size: var(--touch);
    min-inline-size: var(--touch);
    padding: var(--gap-1) var(--gap-4);
    border: 1px solid var(--line-strong);
    border-radius: var(--round);
    background: var(--paper);
    cursor: pointer;
    touch-action: manipulation;
    transition: background var(--quick);
  }
  button:hover:not(:disabled) {
    background: color-mix(in oklab, var(--paper), var(--ink) 7%);
  }
  button:disabled {
    cursor: default;
    color: var(--ink-soft);
    border-color: var(--line);
  }
  button.quiet {
    border-color: transparent;
    background: transparent;
  }
  button.quiet:hover:not(:disabled) {
    background: color-mix(in oklab, transparent, var(--ink) 8%);
  }
  button.main {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
    font-weight: 600;
  }
  button.main:hover:not(:disabled) {
    background: color-mix(in oklab, var(--accent), var(--ink) 18%);
  }
  button.alarm {
    border-color: var(--alarm);
    background: var(--alarm-wash);
    color: var(--alarm);
    font-weight: 600;
  }
  button.alarm:hover:not(:disabled) {
    background: color-mix(in oklab, var(--alarm-wash), var(--alarm) 14%);
  }
  input:not([type="checkbox"]),
  select,
  textarea {
    inline-size: 100%;
    min-block-size: var(--touch);
    padding: var(--gap-2) var(--gap-3);
    border: 1px solid var(--line-strong);
    border-radius: var(--round-small);
    background: var(--paper);
  }
  kbd {
    display: inline-grid;
    place-items: center;
    min-inline-size: 1.6em;
    padding: 0 0.35em;
    border: 1px solid currentcolor;
    border-radius: 0.3em;
    font: 600 0.8125rem / 1.5 var(--sans);
  }
  svg {
    inline-size: 1.375em;
    block-size: 1.375em;
    flex: none;
    fill: none;
    stroke: currentcolor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .soft {
    color: var(--ink-soft);
  }
  .small {
    font-size: var(--small);
  }
  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

/** How a page that is a list is laid out. */
export const pageLook = css`
  :host {
    display: grid;
    gap: var(--gap-5);
    inline-size: min(100%, 84rem);
    margin-inline: auto;
    padding: var(--gap-5) var(--gap-4) var(--gap-7);
    align-content: start;
  }
  header {
    display: grid;
    gap: var(--gap-2);
    max-inline-size: 42rem;
  }
`;
