// @ts-check

/** 파일에 관한 말. @type {typeof import("./en.files.js").default} */
export default {
  attach: "파일 첨부",
  tray: "파일",
  uploading: "{name} 올리는 중",
  checking: "확인하는 중",
  page: "{name}, {number}쪽",
  remove: "{name} 빼기",
  again: "다시 시도",
  many: "메시지 하나에 파일을 열 개까지 보낼 수 있습니다.",
  unsent: "보내지 못했습니다.",
};
