// @ts-check

/** Lo que dice el widget. Los nombres entre llaves se sustituyen. @type {typeof import("./en.more.js").default} */
export default {
  retry: "Reintentar",
  edit: "Editar",
  signIn: "Recarga la página o vuelve a iniciar sesión. No se ha perdido nada de lo que has escrito.",
  reload: "Recargar",
  secret: "Esto parece un secreto: una frase de recuperación, una clave, una contraseña, un código o un número de tarjeta. Aquí nadie lo necesita.",
  takeOut: "Quitarla",
  anyway: "Enviar de todos modos",
  removed: "Hemos eliminado un dato secreto de tu mensaje. Aquí nadie lo necesita. Si todavía es válido, cámbialo ahora mismo.",
  verify: "Antes de seguir, confirma que eres tú. Aquí nunca pedimos contraseñas ni códigos.",
  verifyPerson: "Una persona comprobará que eres tú. No tienes que hacer nada ahora; aquí nunca pedimos contraseñas ni códigos.",
  verified: "Gracias. Ya sabemos que eres tú.",
  confirm: "Confirmar que soy yo",
  solvedText: "Esto está resuelto",
  reopen: "¿No está resuelto? Escríbenos",
  another: "Pedir otra persona",
  transcript: "Guardar la conversación",
  looked: "Quién ha consultado tus datos",
  why: "¿Qué debería revisar? (opcional)",
  ask: "Pedir",
  cancel: "Cancelar",
  failed: "No ha funcionado. Inténtalo de nuevo.",
  joinAsk: "Antes de iniciar sesión se escribió aquí: «{subject}». ¿Era usted?",
  joinYes: "Sí, añadirlo a mis conversaciones",
  joinNo: "No, otra persona",
};
