// @ts-check

/** @type {typeof import("./en.looks.js").default} */
export default {
  looksWhy: "只有在您的案件处理期间才能查看，每次查看都会留下记录。",
  nobodyLooked: "没有人为此对话查看过您的数据。",
  times: "{n} 次",
};
