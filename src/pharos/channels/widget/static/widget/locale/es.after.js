// @ts-check

/** @type {typeof import("./en.after.js").default} */
export default {
  answeredIn: "Respondido en {time}",
  solvedIn: "resuelto en {time}",
  how: "¿Qué te pareció?",
  ofFive: "{n} de 5",
  solvedAsk: "¿Se resolvió?",
  yes: "Sí",
  partly: "En parte",
  no: "No",
  speed: "Rapidez",
  attitude: "Trato",
  overall: "En general",
  words: "¿Algo más? (opcional)",
  rate: "Enviar valoración",
  thanks: "Gracias por tu valoración.",
  until: "Puedes cambiarla hasta {time}.",
  change: "Cambiar",
  sorry: "Sentimos que no se haya resuelto. Escribe de nuevo abajo o pide otra persona.",
  failedRating: "No se pudo guardar. Inténtalo de nuevo.",
};
