/** What is shown as the Cypher that returns the same, to copy. */

import { css, html, LitElement, nothing } from "/static/vendor/lit.js";
import { look } from "./look.js";

/** @typedef {{cypher: string, params: Record<string, unknown>}} Asked */

/** The query as one pastes it into `taggy shell`. @param {Asked} graph @returns {string} */
function writeQuery({ cypher, params }) {
  const lines = Object.entries(params).map(([name, value]) => `:param ${name}=${JSON.stringify(value)}`);
  return [...lines, `${cypher};`].join("\n");
}

export class TaggyCypher extends LitElement {
  static properties = { graph: { attribute: false }, said: { state: true } };

  static styles = [
    look,
    css`
      section {
        display: grid;
        align-content: start;
        gap: var(--gap-2);
      }
      h2 {
        font-size: 1.25rem;
      }
      pre {
        overflow: auto;
        max-block-size: 18rem;
        margin: 0;
        padding: var(--gap-3);
        border: 1px solid var(--line);
        border-radius: var(--round-small);
        background: var(--paper);
        font: 400 0.8125rem / 1.5 ui-monospace, "DejaVu Sans Mono", monospace;
      }
      .actions {
        display: flex;
        align-items: center;
        gap: var(--gap-3);
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Asked | null} */
    this.graph = null;
    this.said = "";
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("graph")) this.said = "";
  }

  render() {
    if (!this.graph) return nothing;
    const query = writeQuery(this.graph);
    return html`<section aria-labelledby="cypher">
      <h2 id="cypher">The same in Cypher</h2>
      <p class="soft small">Paste it into <code>taggy shell</code>.</p>
      <pre tabindex="0" role="group" aria-label="Cypher">${query}</pre>
      <p class="actions">
        <button @click=${() => this.#copy(query)}>Copy</button>
        <span role="status" class="small">${this.said}</span>
      </p>
    </section>`;
  }

  /** @param {string} text */
  async #copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.said = "Copied.";
    } catch {
      this.said = "The browser did not let us copy it. Mark it and copy it yourself.";
    }
  }
}

customElements.define("taggy-cypher", TaggyCypher);
