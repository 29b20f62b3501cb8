/** How agreement over months is drawn: a line of shares over the line of what was expected, and a mark where it moved. */

import { html, nothing, svg } from "/static/vendor/lit.js";

/** @import {Months} from "./types.js" */

const WIDTH = 160;
const HEIGHT = 40;

/** @param {number} index @param {number} count */
const placeMonth = (index, count) => (count === 1 ? WIDTH / 2 : (index * WIDTH) / (count - 1));

/** @param {Months} row @param {readonly number[]} counts @returns {string} */
function drawLine({ answers }, counts) {
  const points = counts.map((count, index) => [placeMonth(index, counts.length), HEIGHT * (1 - count / (answers[index] ?? 1))]);
  return points.map(([x, y]) => `${x?.toFixed(1)},${y?.toFixed(1)}`).join(" ");
}

/** @param {Months} row */
export function describeMonths({ months, answers, agreed }) {
  const shares = months.map((month, index) => `${month}: ${agreed[index]} of ${answers[index]}`);
  return shares.join(", ");
}

/** A small plot of how answers agree, month by month. @param {Months} row @param {string} who */
export function renderMonths(row, who) {
  const since = row.since === null ? -1 : row.months.indexOf(row.since);
  return html`<svg
    class="months"
    viewBox="-4 -4 ${WIDTH + 8} ${HEIGHT + 8}"
    role="img"
    aria-label="${who} agrees, ${describeMonths(row)}"
  >
    ${row.moved && since >= 0
      ? svg`<line class="since" x1=${placeMonth(since, row.months.length)} x2=${placeMonth(since, row.months.length)} y1="0" y2=${HEIGHT} />`
      : nothing}
    ${svg`<polyline class="expected" points=${drawLine(row, row.expected)} />
      <polyline class="agreed" points=${drawLine(row, row.agreed)} />`}
    ${row.months.map(
      (_, index) =>
        svg`<circle cx=${placeMonth(index, row.months.length)} cy=${HEIGHT * (1 - (row.agreed[index] ?? 0) / (row.answers[index] ?? 1))} r="2.5" />`,
    )}
  </svg>`;
}
