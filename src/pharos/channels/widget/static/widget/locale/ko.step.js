// @ts-check

/** @type {typeof import("./en.step.js").default} */
export default {
  stepAsked: "{time}에 요청했습니다. 저희가 계속 진행하고 여기로 알려 드립니다.",
  stepTaken: "{time}에 거래소가 접수했습니다.",
  stepDone: "{time}에 완료되었습니다.",
  stepRefused: "{time}에 거절되었습니다.",
  stepDeclined: "{time}에 전달하지 않기로 했습니다.",
  stepLost: "요청했지만 {time}까지 처리 여부를 확인하지 못했습니다.",
  stepNo: "아니요, 그대로 두기",
  stepFailed: "처리되지 않았습니다. 다시 눌러 주세요. 두 번 처리되지 않습니다.",
  stepParty: "상대방은 누구인가요?",
  stepMyself: "본인",
  stepElse: "다른 사람",
  stepName: "상대방의 성명",
  stepHeld: "어디에 보관되어 있나요?",
  stepExchange: "거래소",
  stepWallet: "개인 지갑",
  stepWhich: "거래소 이름(해당하는 경우)",
  lockFirst: "먼저 계정을 잠글까요?",
  lockWhat: "누군가 계정에 들어왔다면 지금 잠그세요. 거래소에서 다시 열 때까지 본인을 포함해 누구에게나 잠겨 있습니다. 자세한 내용은 그다음에 알려 주세요.",
  lockNow: "지금 계정 잠그기",
  lockNot: "잠그지 않고 문의하기",
};
