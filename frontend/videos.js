/** Which pictures are videos, that an `<img>` does not show. */

/** @param {{mime: string}} image */
export const isVideo = ({ mime }) => mime.startsWith("video/");
