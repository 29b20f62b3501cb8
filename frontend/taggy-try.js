/** For analysts and staff: what the live run says of a picture that is dropped here, and that nobody keeps. */

import { css, html, LitElement, nothing, repeat } from "/static/vendor/lit.js";
import { tryPicture } from "./api.js";
import { listLook, percent } from "./list-look.js";
import { look, pageLook } from "./look.js";
import { askPatiently } from "./patience.js";
import { RequestError } from "./request.js";
import { renderReadersOnly } from "./standstill.js";
import "./taggy-complaints.js";
import "./taggy-proposal.js";

/** @import {Me, Said, Trial} from "./types.js" */

const SIDE = 480; // of the preview, in pixels

export class TaggyTry extends LitElement {
  static properties = {
    me: { attribute: false },
    trial: { state: true },
    busy: { state: true },
    over: { state: true },
    said: { state: true },
    filed: { state: true },
  };

  static styles = [
    look,
    pageLook,
    listLook,
    css`
      .drop {
        display: grid;
        gap: var(--gap-3);
        justify-items: start;
        padding: var(--gap-5) var(--gap-4);
        border: 2px dashed var(--line-strong);
        border-radius: var(--round);
        background: var(--paper);
        max-inline-size: 60rem;
      }
      .over {
        border-color: var(--accent);
      }
      canvas {
        max-inline-size: 100%;
        max-block-size: 20rem;
        background: var(--mat);
        border-radius: var(--round-small);
      }
      .proposed {
        border-inline-start: 4px solid var(--yes);
      }
      taggy-proposal {
        grid-column: 1 / -1;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Me | null} */
    this.me = null;
    /** @type {Trial | null} */
    this.trial = null;
    this.busy = false;
    this.over = false;
    this.said = "";
    this.filed = 0; // complaints of this visit
  }

  render() {
    if (this.#role !== "staff" && this.#role !== "analyst") {
      return renderReadersOnly();
    }
    return html`
      <header>
        <h1>Try the model</h1>
        <p class="soft">See what the live model says of a picture, and why. The picture is not kept.</p>
      </header>
      <div
        class="drop ${this.over ? "over" : ""}"
        @dragover=${this.#hover}
        @dragleave=${() => (this.over = false)}
        @drop=${this.#drop}
      >
        <button class="main" ?disabled=${this.busy} @click=${() => this.#input?.click()}>Choose a picture</button>
        <p class="soft small">or drop one here</p>
        <input
          hidden
          type="file"
          accept="image/png,image/jpeg,image/gif,image/webp,image/avif,image/bmp,video/webm,video/mp4"
          aria-label="Picture"
          @change=${() => this.#try(this.#input?.files?.[0])}
        />
        <canvas hidden role="img" aria-label="The picture that is tried" width="1" height="1"></canvas>
        <p role="status">${this.said}</p>
      </div>
      ${this.trial ? this.#renderTrial(this.trial) : nothing}
      ${this.#role === "staff" ? html`<taggy-complaints filed=${this.filed}></taggy-complaints>` : nothing}
    `;
  }

  /** @param {Trial} trial */
  #renderTrial(trial) {
    const { tags } = trial;
    const proposed = tags.filter(({ says }) => says === "proposed");
    const below = tags.filter(({ says }) => says === "below");
    const silent = tags.filter(({ says }) => says === "silent");
    return html`
      <section aria-labelledby="proposed">
        <h2 id="proposed">Proposed</h2>
        ${proposed.length
          ? html`<ul class="list" @taggy-said=${this.#hear} @taggy-filed=${() => (this.filed += 1)}>
              ${repeat(
                proposed,
                ({ tag }) => tag,
                (said) => html`<li class="proposed"><taggy-proposal .trial=${trial} .said=${said}></taggy-proposal></li>`,
              )}
            </ul>`
          : html`<p>The model proposes nothing for this picture.</p>`}
      </section>
      ${this.#renderQuiet("below", "Not sure enough", below)} ${this.#renderQuiet("silent", "Silent", silent)}
    `;
  }

  /** @param {string} id @param {string} heading @param {Said[]} tags */
  #renderQuiet(id, heading, tags) {
    if (!tags.length) return nothing;
    return html`<section aria-labelledby=${id}>
      <h2 id=${id}>${heading}</h2>
      <ul class="list">
        ${repeat(
          tags,
          ({ tag }) => tag,
          ({ tag, confidence, why }) =>
            html`<li><span>${tag} <span class="soft small">${why}</span></span><span class="facts">${percent(confidence)}</span></li>`,
        )}
      </ul>
    </section>`;
  }

  /** @param {CustomEvent<string>} event */
  #hear(event) {
    this.said = event.detail;
  }

  get #role() {
    return this.me?.voter.role;
  }

  get #input() {
    return /** @type {HTMLInputElement | null} */ (this.renderRoot.querySelector("input[type=file]"));
  }

  /** @param {DragEvent} event */
  #hover(event) {
    event.preventDefault();
    this.over = true;
  }

  /** @param {DragEvent} event */
  #drop(event) {
    event.preventDefault();
    this.over = false;
    this.#try(event.dataTransfer?.files[0]);
  }

  /** @param {File | undefined} file */
  async #try(file) {
    if (!file || this.busy) return;
    this.busy = true;
    this.trial = null;
    this.said = "The model looks at it.";
    await this.#show(file);
    try {
      this.trial = await askPatiently(
        () => tryPicture(file),
        (waits) => (this.said = waits),
      );
      const count = this.trial.tags.filter(({ says }) => says === "proposed").length;
      this.said = count === 1 ? "One tag is proposed." : `${count} tags are proposed.`;
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.said = error.message;
    }
    this.busy = false;
    if (this.#input) this.#input.value = ""; // so that the same file can be chosen again
  }

  /** Draw the picture; one that the browser cannot read is left to the server. @param {File} file */
  async #show(file) {
    const canvas = /** @type {HTMLCanvasElement} */ (this.renderRoot.querySelector("canvas"));
    const picture = await createImageBitmap(file).catch(() => null);
    canvas.hidden = !picture;
    if (!picture) return;
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    canvas.width = Math.max(1, picture.width * scale);
    canvas.height = Math.max(1, picture.height * scale);
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
  }
}

customElements.define("taggy-try", TaggyTry);
