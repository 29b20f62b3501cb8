/** The signs beside the words, drawn here: one stroke, 24 units wide, hidden from screen readers. */

import { html } from "/static/vendor/lit.js";

/** @import {Answer} from "./types.js" */

export const yesIcon = html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="m4 13 5 5L20 6.500" /></svg>`;
export const noIcon = html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="m6 6 12 12M18 6 6 18" /></svg>`;
export const passIcon = html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M5 12h14" /></svg>`;
export const undoIcon = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path d="M9 5 4 10l5 5M4 10h10a6 6 0 0 1 0 12h-3" transform="translate(0 -2)" />
</svg>`;
export const hideIcon = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path d="M3 3l18 18M10 5.500A9.500 9.500 0 0 1 21.500 12a11 11 0 0 1-2.600 3.600M6.500 7A11 11 0 0 0 2.500 12a9.600 9.600 0 0 0 13 5.600" />
</svg>`;
export const playIcon = html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7 4.500v15l12-7.500z" /></svg>`;
export const pauseIcon = html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M8 5v14M16 5v14" /></svg>`;
export const zoomIcon = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <circle cx="10.500" cy="10.500" r="6.500" />
  <path d="m15.500 15.500 5 5M10.500 8v5M8 10.500h5" />
</svg>`;
export const graphIcon = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <circle cx="12" cy="12" r="2.500" />
  <circle cx="4.500" cy="6" r="1.500" />
  <circle cx="19.500" cy="6" r="1.500" />
  <circle cx="12" cy="21" r="1.500" />
  <path d="m10 10.500-4-3.500M14 10.500l4-3.500M12 14.500v5" />
</svg>`;
export const settingsIcon = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path d="M4 7h9M19 7h1M4 17h1M11 17h9" />
  <circle cx="16" cy="7" r="2.500" />
  <circle cx="8" cy="17" r="2.500" />
</svg>`;
export const helpIcon = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path d="M8.500 9a3.500 3.500 0 1 1 5.300 3c-1.300.8-1.800 1.500-1.800 3M12 19v.1" />
</svg>`;
export const scopeIcon = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path d="M4 5h16l-6 7.500V19l-4-2v-4.500z" />
</svg>`;
export const brandIcon = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path d="M3 4.500A1.500 1.500 0 0 1 4.500 3h7.700a2 2 0 0 1 1.400.6l7 7a2 2 0 0 1 0 2.800l-7.200 7.200a2 2 0 0 1-2.800 0l-7-7a2 2 0 0 1-.6-1.400z" />
  <circle cx="7.700" cy="7.700" r="1" />
</svg>`;

/** @type {Readonly<Record<Answer, {word: string, icon: import("lit").TemplateResult}>>} */
export const ANSWERS = {
  no: { word: "No", icon: noIcon },
  pass: { word: "Pass", icon: passIcon },
  yes: { word: "Yes", icon: yesIcon },
};

/** @type {readonly Answer[]} */
export const ANSWER_ORDER = ["no", "pass", "yes"]; // as the arrows and the swipes lie: left, down, right
