/** A strip of small pictures, nearest first: how it looks, and each as a way to its place in the graph. */

import { css, html } from "/static/vendor/lit.js";
import { graphAddress } from "./address.js";
import { tileLook } from "./tile-look.js";

/** @import {NearCard} from "./types.js" */

export const stripLook = [
  tileLook,
  css`
    .strip {
      display: grid;
      grid-auto-flow: column;
      grid-auto-columns: 6rem;
      justify-content: start;
      gap: var(--gap-2);
      overflow-x: auto;
    }
  `,
];

/** @param {NearCard[]} images @param {(place: number) => string} describe  what each shows, from 1 on */
export const renderStrip = (images, describe) => html`<ul class="strip">
  ${images.map(
    ({ image, cosine }, place) => html`<li>
      <a href=${graphAddress("image", image.id)} title="Cosine ${cosine.toFixed(2)}">
        <img alt=${describe(place + 1)} loading="lazy" src=${image.urls.thumbnail} />
      </a>
    </li>`,
  )}
</ul>`;
