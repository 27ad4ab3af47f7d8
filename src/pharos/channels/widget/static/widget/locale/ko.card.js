// @ts-check

/** @type {typeof import("./en.card.js").default} */
export default {
  finding: "확인된 내용",
  asOf: "{time} 기준 ({age})",
  next: "다음 단계",
  byThen: "{time}쯤 다시 확인하고 여기로 알려 드립니다.",
  yourTime: "{time}(내 시간, {zone})",
  overdue: "지금 다시 확인하고 있으며 여기로 알려 드립니다.",
  wentTo: "도착한 곳",
  meantFor: "예정된 곳",
  confirmed: "{have}/{need} 컨펌",
  confirmations: "컨펌",
  enough: "확정",
  copy: "전체 복사: {what}",
  copied: "복사됨",
  uncopied: "직접 복사해 주세요.",
  hash: "트랜잭션을 인식했습니다.",
  hashLooks: "트랜잭션을 인식했습니다. 보내시면 바로 조회합니다.",
  number: "문의 번호로 인식했습니다: {case}",
};
