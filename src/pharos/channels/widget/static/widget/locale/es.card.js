// @ts-check

/** @type {typeof import("./en.card.js").default} */
export default {
  finding: "Lo que hemos encontrado",
  asOf: "Actualizado: {time} ({age})",
  next: "Qué pasa ahora",
  byThen: "Próxima comprobación: {time}. Te escribiremos aquí.",
  yourTime: "{time}, tu hora ({zone})",
  overdue: "Lo estamos comprobando de nuevo y te escribiremos aquí.",
  wentTo: "adonde llegó",
  meantFor: "adonde debía llegar",
  confirmed: "{have} de {need} confirmaciones",
  confirmations: "Confirmaciones",
  enough: "completo",
  copy: "Copiar entero: {what}",
  copied: "Copiado",
  uncopied: "Cópialo a mano.",
  hash: "Hemos reconocido una transacción.",
  hashLooks: "Hemos reconocido una transacción. La buscaremos en cuanto la envíes.",
  number: "Hemos reconocido el caso {case}.",
};
