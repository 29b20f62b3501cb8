/** Follows a finger or the mouse over the picture and tells which answer it means. */

/** @import {Answer} from "./types.js" */

const START_PX = 10;
const ENOUGH_PX = 110;

/**
 * @typedef {object} Swipe
 * @property {number} x
 * @property {number} y
 * @property {Answer | null} answer  right yes, left no, down pass, up nothing
 * @property {boolean} enough  far enough to count when it is let go
 */

/** @param {number} x @param {number} y @param {number} width @returns {Swipe} */
function read(x, y, width) {
  const sideways = Math.abs(x) > Math.abs(y);
  const enough = Math.max(Math.abs(x), y) > Math.min(ENOUGH_PX, width / 4);
  if (sideways) return { x, y, answer: x > 0 ? "yes" : "no", enough };
  return { x, y, answer: y > 0 ? "pass" : null, enough: enough && y > 0 };
}

/**
 * Watch an element. `move` is called while it is dragged, then `end` once: with the swipe, or null if it was broken off,
 * by a second finger for one. While it is not `free`, nothing is a swipe.
 *
 * @param {HTMLElement} element
 * @param {(swipe: Swipe) => void} move
 * @param {(swipe: Swipe | null) => void} end
 * @param {() => boolean} free
 */
export function followSwipes(element, move, end, free) {
  /** @type {{id: number, x: number, y: number, moving: boolean} | null} */
  let from = null;

  /** @param {PointerEvent} event @returns {Swipe} */
  const swipe = (event) =>
    read(event.clientX - (from?.x ?? 0), event.clientY - (from?.y ?? 0), element.clientWidth);

  element.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary) {
      from = null;
      end(null);
    }
    if (!event.isPrimary || event.button !== 0 || !free()) return;
    from = { id: event.pointerId, x: event.clientX, y: event.clientY, moving: false };
  });
  element.addEventListener("pointermove", (event) => {
    if (from?.id !== event.pointerId) return;
    const now = swipe(event);
    if (!from.moving && Math.hypot(now.x, now.y) < START_PX) return;
    from.moving = true;
    element.setPointerCapture(event.pointerId);
    move(now);
  });
  element.addEventListener("pointerup", (event) => {
    if (from?.id !== event.pointerId) return;
    const last = from.moving ? swipe(event) : null;
    from = null;
    end(last);
  });
  element.addEventListener("pointercancel", () => {
    from = null;
    end(null);
  });
}
