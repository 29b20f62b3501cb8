/** How far a picture is moved and magnified in its frame: the view, and how a gesture changes it. */

/** @import {Move} from "./gestures.js" */

/** @typedef {{x: number, y: number, scale: number}} View  moved by CSS pixels from the middle, and magnified */

export const CLOSER = 2.5;
const CLOSEST = 10;

/** The whole picture. @type {View} */
export const WHOLE = { x: 0, y: 0, scale: 1 };

/** Look closer at the middle, or go back. @param {View} view @returns {View} */
export const toggleView = (view) => (view.scale > 1 ? WHOLE : { ...WHOLE, scale: CLOSER });

/**
 * Keep what is under the finger under the finger, and the picture in sight.
 *
 * @param {View} view
 * @param {Move} move
 * @param {HTMLElement} frame
 * @param {HTMLElement} picture  in the middle of the frame
 * @returns {View}
 */
export function moveView(view, { dx, dy, factor, x, y }, frame, picture) {
  const scale = Math.min(CLOSEST, Math.max(1, view.scale * factor));
  const by = scale / view.scale;
  const away = { x: x - frame.clientWidth / 2, y: y - frame.clientHeight / 2 };
  const most = {
    x: Math.max(0, (picture.offsetWidth * scale - frame.clientWidth) / 2),
    y: Math.max(0, (picture.offsetHeight * scale - frame.clientHeight) / 2),
  };
  /** @param {number} value @param {number} limit */
  const keep = (value, limit) => Math.min(limit, Math.max(-limit, value));
  return {
    x: keep((view.x - away.x) * by + away.x + dx, most.x),
    y: keep((view.y - away.y) * by + away.y + dy, most.y),
    scale,
  };
}

/** Tell the style of an element how its pictures are moved and magnified. @param {HTMLElement} element @param {View} view */
export function applyView(element, view) {
  element.toggleAttribute("closer", view.scale > 1);
  element.style.setProperty("--zoom", String(view.scale));
  element.style.setProperty("--zoom-x", `${view.x}px`);
  element.style.setProperty("--zoom-y", `${view.y}px`);
}
