// @ts-check

/** @type {typeof import("./en.looks.js").default} */
export default {
  looksWhy: "문의가 진행되는 동안에만 조회할 수 있으며, 모든 조회는 기록됩니다.",
  nobodyLooked: "이 대화와 관련하여 조회된 내 정보가 없습니다.",
  times: "{n}회",
};
