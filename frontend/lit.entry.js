// What the page takes from Lit, bundled by `npm run bundle` into the ignored folder vendor/.
export { LitElement, css, html, nothing, svg } from "lit";
export { repeat } from "lit/directives/repeat.js";
export { live } from "lit/directives/live.js";
