/** For staff: the proposals that were called wrong, newest first. */

import { html, LitElement, nothing } from "/static/vendor/lit.js";
import { graphAddress } from "./address.js";
import { listComplaints } from "./api.js";
import { listLook, percent } from "./list-look.js";
import { look } from "./look.js";
import { Reading } from "./reading.js";

/** @import {Complaint} from "./types.js" */

const WHEN = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** Reads anew whenever `filed`, the number of complaints that were filed here, becomes another. */
export class TaggyComplaints extends LitElement {
  static properties = { filed: { type: Number }, complaints: { state: true } };

  static styles = [look, listLook];

  #reading = new Reading(this, listComplaints, ({ complaints }) => (this.complaints = complaints));

  constructor() {
    super();
    this.filed = 0;
    /** @type {Complaint[]} */
    this.complaints = [];
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("filed")) this.#reading.read();
  }

  render() {
    if (!this.complaints.length) return nothing;
    return html`<section aria-labelledby="complaints">
      <h2 id="complaints">Called wrong</h2>
      <ul class="list">
        ${this.complaints.map(
          ({ tag, confidence, note, name, at, image, kept }) =>
            html`<li>
              <span><b>${tag}</b> <span class="facts">${percent(confidence)}</span> ${note ?? ""}</span>
              <span class="soft small">
                <time datetime=${at}>${WHEN.format(new Date(at))}</time>${name ? ` by ${name}` : ""} ·
                ${kept
                  ? html`<a href=${graphAddress("image", image)} aria-label="The picture in the graph: ${tag}">In the graph</a>`
                  : html`<code>${image.slice(0, 12)}</code>`}
              </span>
            </li>`,
        )}
      </ul>
    </section>`;
  }
}

customElements.define("taggy-complaints", TaggyComplaints);
