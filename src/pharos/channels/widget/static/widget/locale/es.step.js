// @ts-check

/** @type {typeof import("./en.step.js").default} */
export default {
  stepAsked: "se pidió a las {time}. Seguimos con ello y le escribimos aquí.",
  stepTaken: "fue aceptado por el exchange a las {time}.",
  stepDone: "se hizo a las {time}.",
  stepRefused: "se rechazó a las {time}.",
  stepDeclined: "no se transmitió ({time}).",
  stepLost: "se pidió; a las {time} nadie podía decir si se había hecho.",
  stepNo: "No, dejarlo",
  stepFailed: "No ha funcionado. Pulse otra vez; nada se hace dos veces.",
  stepParty: "¿Quién está al otro lado?",
  stepMyself: "Yo",
  stepElse: "Otra persona",
  stepName: "Su nombre completo",
  stepHeld: "¿Dónde está?",
  stepExchange: "En un exchange",
  stepWallet: "En una billetera propia",
  stepWhich: "Qué exchange (si es uno)",
  lockFirst: "¿Bloquear primero su cuenta?",
  lockWhat: "Si alguien está en su cuenta, bloquéela ahora. Queda bloqueada para todos, también para usted, hasta que la abra de nuevo en el exchange. Cuéntenos lo demás después.",
  lockNow: "Bloquear mi cuenta ahora",
  lockNot: "Escribir sin bloquear",
};
