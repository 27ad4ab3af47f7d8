// @ts-check

/** @type {typeof import("./en.after.js").default} */
export default {
  answeredIn: "首次回复用时 {time}",
  solvedIn: "解决用时 {time}",
  how: "这次服务怎么样？",
  ofFive: "5 分中的 {n} 分",
  solvedAsk: "问题解决了吗？",
  yes: "是",
  partly: "部分",
  no: "否",
  speed: "速度",
  attitude: "态度",
  overall: "总体",
  words: "还有什么想说的？（选填）",
  rate: "提交评价",
  thanks: "感谢您的评价。",
  until: "{time} 前可以修改。",
  change: "修改",
  sorry: "很抱歉问题没有解决。您可以在下方继续咨询，或换一位客服。",
  failedRating: "未能保存，请重试。",
};
