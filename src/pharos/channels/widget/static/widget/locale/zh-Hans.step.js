// @ts-check

/** @type {typeof import("./en.step.js").default} */
export default {
  stepAsked: "已于 {time} 提出。我们会继续处理，并在这里告知您。",
  stepTaken: "交易所已于 {time} 受理。",
  stepDone: "已于 {time} 完成。",
  stepRefused: "已于 {time} 被拒绝。",
  stepDeclined: "{time} 决定不予转达。",
  stepLost: "已提出；截至 {time} 尚无法确认是否已完成。",
  stepNo: "不，保持不变",
  stepFailed: "未能成功。请再按一次，不会重复执行。",
  stepParty: "对方是谁？",
  stepMyself: "我本人",
  stepElse: "其他人",
  stepName: "对方的全名",
  stepHeld: "资产存放在哪里？",
  stepExchange: "交易所",
  stepWallet: "个人钱包",
  stepWhich: "哪家交易所（如适用）",
  lockFirst: "先锁定您的账户？",
  lockWhat: "如果有人进入了您的账户，请立即锁定。在您到交易所重新开启之前，账户对所有人（包括您本人）保持锁定。其余情况之后再告诉我们。",
  lockNow: "立即锁定我的账户",
  lockNot: "不锁定，直接联系我们",
};
