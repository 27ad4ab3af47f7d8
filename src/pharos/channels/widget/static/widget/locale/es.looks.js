// @ts-check

/** @type {typeof import("./en.looks.js").default} */
export default {
  looksWhy: "Solo se pueden consultar mientras tienes un caso abierto. Cada consulta queda registrada.",
  nobodyLooked: "Nadie ha consultado tus datos para esta conversación.",
  times: "{n} veces",
};
