// @ts-check

/** @type {typeof import("./en.signs.js").default} */
export default {
  typing: "{name} 正在输入",
  seen: "{time} 已读",
};
