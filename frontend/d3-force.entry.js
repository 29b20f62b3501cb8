// What the page takes from d3-force, bundled by `npm run bundle` into the ignored folder vendor/.
export { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
