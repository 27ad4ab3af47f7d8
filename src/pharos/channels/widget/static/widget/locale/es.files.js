// @ts-check

/** Lo que se dice de los archivos. @type {typeof import("./en.files.js").default} */
export default {
  attach: "Adjuntar archivos",
  tray: "Archivos",
  uploading: "Subiendo {name}",
  checking: "Se está comprobando",
  page: "{name}, página {number}",
  remove: "Quitar {name}",
  again: "Reintentar",
  many: "Un mensaje lleva diez archivos como máximo.",
  unsent: "No ha funcionado.",
};
