// @ts-check

/** @type {typeof import("./en.after.js").default} */
export default {
  answeredIn: "첫 답변까지 {time}",
  solvedIn: "해결까지 {time}",
  how: "상담은 어떠셨나요?",
  ofFive: "5점 중 {n}점",
  solvedAsk: "문제가 해결되었나요?",
  yes: "예",
  partly: "일부만",
  no: "아니요",
  speed: "속도",
  attitude: "태도",
  overall: "전체",
  words: "남기고 싶은 말씀 (선택)",
  rate: "평가 보내기",
  thanks: "평가해 주셔서 감사합니다.",
  until: "{time}까지 변경할 수 있습니다.",
  change: "변경",
  sorry: "해결해 드리지 못해 죄송합니다. 아래에서 다시 문의하거나 다른 상담원을 요청해 주세요.",
  failedRating: "저장하지 못했습니다. 다시 시도해 주세요.",
};
