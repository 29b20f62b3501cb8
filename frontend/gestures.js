/** Follows fingers, the mouse and the wheel over something that can be moved and magnified. */

const WHEEL = 0.01;
const START_PX = 4;

/**
 * How far it was moved and by how much it was magnified, around a point of the element, in CSS pixels.
 *
 * @typedef {object} Move
 * @property {number} dx
 * @property {number} dy
 * @property {number} factor
 * @property {number} x
 * @property {number} y
 */

/** @param {PointerEvent[]} points @returns {{x: number, y: number, spread: number}} */
function measure(points) {
  const x = points.reduce((sum, point) => sum + point.clientX, 0) / points.length;
  const y = points.reduce((sum, point) => sum + point.clientY, 0) / points.length;
  const spread = points.reduce((sum, point) => sum + Math.hypot(point.clientX - x, point.clientY - y), 0);
  return { x, y, spread };
}

/**
 * Watch an element. One finger or the mouse moves, two fingers magnify too, and so does the wheel with Ctrl (which is
 * how a touchpad says that it is pinched). A click that ends a move is swallowed.
 *
 * @param {HTMLElement | SVGElement} element
 * @param {(move: Move) => void} move
 * @param {(fingers: number) => boolean} wanted  whether so many fingers are ours
 */
export function followGestures(element, move, wanted = () => true) {
  /** @type {Map<number, PointerEvent>} */
  const points = new Map();
  let moved = false;

  /** @param {{x: number, y: number}} point */
  const place = ({ x, y }) => {
    const box = element.getBoundingClientRect();
    return { x: x - box.left, y: y - box.top };
  };
  /** @param {PointerEvent} event */
  const leave = (event) => void points.delete(event.pointerId);

  element.addEventListener("pointerdown", (event) => {
    const pointer = /** @type {PointerEvent} */ (event);
    if (pointer.button !== 0) return;
    if (pointer.isPrimary) points.clear();
    points.set(pointer.pointerId, pointer);
    moved = false;
  });
  element.addEventListener("pointermove", (event) => {
    const pointer = /** @type {PointerEvent} */ (event);
    const before = points.get(pointer.pointerId);
    if (!before || !wanted(points.size)) return;
    if (!moved && Math.hypot(pointer.clientX - before.clientX, pointer.clientY - before.clientY) < START_PX) return;
    const from = measure([...points.values()]);
    points.set(pointer.pointerId, pointer);
    const to = measure([...points.values()]);
    moved = true;
    element.setPointerCapture(pointer.pointerId);
    const factor = points.size > 1 && from.spread ? to.spread / from.spread : 1;
    move({ dx: to.x - from.x, dy: to.y - from.y, factor, ...place(to) });
  });
  element.addEventListener("pointerup", (event) => leave(/** @type {PointerEvent} */ (event)));
  element.addEventListener("pointercancel", (event) => leave(/** @type {PointerEvent} */ (event)));
  element.addEventListener("wheel", (event) => {
    const wheel = /** @type {WheelEvent} */ (event);
    if (!wheel.ctrlKey) return;
    wheel.preventDefault();
    move({ dx: 0, dy: 0, factor: Math.exp(-wheel.deltaY * WHEEL), ...place({ x: wheel.clientX, y: wheel.clientY }) });
  }, { passive: false });
  element.addEventListener(
    "click",
    (event) => {
      if (moved && /** @type {MouseEvent} */ (event).detail > 0) {
        event.preventDefault();
        event.stopPropagation();
      }
      moved = false;
    },
    { capture: true },
  );
}
