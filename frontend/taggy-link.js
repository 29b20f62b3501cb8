/** One proposed link between two tags: the question, what speaks for it, pictures of both, and how many pairs it moves. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { graphAddress } from "./address.js";
import { previewLink, rankImages } from "./api.js";
import { describeNumbers, listExamples, renderMeaning, renderQuestion } from "./link-words.js";
import { look } from "./look.js";
import { RequestError } from "./request.js";

/** @import {ImageCard, VocabularyLink} from "./types.js" */

const EXAMPLES = 4;
const READ = 16; // pictures that one was just asked about are left out

export class TaggyLink extends LitElement {
  static properties = { link: { attribute: false }, examples: { state: true }, preview: { state: true } };

  static styles = [
    look,
    css`
      :host {
        display: grid;
        gap: var(--gap-3);
        align-content: start;
      }
      h1 {
        font-size: clamp(1.5rem, 5vw, 2.25rem);
        overflow-wrap: anywhere;
      }
      h1 b {
        color: var(--accent);
        font-weight: 600;
      }
      .examples {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr));
        gap: var(--gap-3) var(--gap-5);
        margin-block-start: var(--gap-3);
      }
      figure {
        display: grid;
        gap: var(--gap-2);
        align-content: start;
      }
      figcaption {
        overflow-wrap: anywhere;
      }
      .pictures {
        display: grid;
        grid-template-columns: repeat(4, 1fr);
        gap: var(--gap-2);
      }
      .pictures a {
        display: block;
        border-radius: var(--round-small);
        background: var(--mat);
        aspect-ratio: 1;
      }
      img {
        display: block;
        inline-size: 100%;
        block-size: 100%;
        object-fit: contain;
      }
      .none {
        grid-column: 1 / -1;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {VocabularyLink}  set by the parent before this is connected */
    this.link = /** @type {any} */ (null);
    /** @type {(ImageCard[] | null)[]}  of each example; null where they are not read yet */
    this.examples = [];
    this.preview = "";
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has("link")) return;
    this.examples = listExamples(this.link).map(() => null);
    this.preview = "Counting the pairs that would move.";
    this.#read(this.link);
  }

  render() {
    const { link } = this;
    return html`
      <h1>${renderQuestion(link)}</h1>
      <p>${renderMeaning(link)}</p>
      <p class="soft">
        ${link.reason} ${describeNumbers(link)}
        <span class="small">Proposed by ${link.source}${link.score === null ? "" : `, ${Math.round(link.score * 100)} % sure`}.</span>
      </p>
      <p class="moves">${this.preview}</p>
      <div class="examples">
        ${listExamples(link).map(
          ({ caption, says }, place) => html`<figure>
            <figcaption>${caption}</figcaption>
            <div class="pictures">${this.#renderPictures(this.examples[place] ?? null, says)}</div>
          </figure>`,
        )}
      </div>
    `;
  }

  /** @param {ImageCard[] | null} images @param {string} says */
  #renderPictures(images, says) {
    if (!images) return nothing;
    if (!images.length) return html`<p class="none small soft">No picture that you may see.</p>`;
    return images.map(
      (image) => html`<a href=${graphAddress("image", image.id)}>
        <img alt="A picture with ${says}" src=${image.urls.thumbnail} />
      </a>`,
    );
  }

  /** Read what helps to decide; what comes too late for this question is thrown away. @param {VocabularyLink} link */
  async #read(link) {
    const { kind, from, to } = link;
    const preview = previewLink({ kind, from, to }).then(
      ({ pairs }) => `${pairs.toLocaleString("en-GB")} ${pairs === 1 ? "pair moves" : "pairs move"} if you say Yes.`,
      (error) => this.#explain(error),
    );
    const examples = listExamples(link).map(({ tags, without }) =>
      rankImages(tags, without, READ).then(
        ({ images }) => images.slice(0, EXAMPLES).map(({ image }) => image),
        () => [],
      ),
    );
    const [says, ...found] = await Promise.all([preview, ...examples]);
    if (link !== this.link) return;
    this.preview = says;
    this.examples = found;
  }

  /** @param {unknown} error @returns {string} */
  #explain(error) {
    if (!(error instanceof RequestError)) throw error;
    return error.status === 409 ? `It cannot be: ${error.message}` : `The pairs were not counted: ${error.message}`;
  }
}

customElements.define("taggy-link", TaggyLink);
