// @ts-check

/** @type {typeof import("./en.signs.js").default} */
export default {
  typing: "{name} 님이 입력 중입니다",
  seen: "{time} 읽음",
};
