// @ts-check

/** @type {typeof import("./en.signs.js").default} */
export default {
  typing: "{name} está escribiendo",
  seen: "Visto a las {time}",
};
