// @ts-check

/** @type {typeof import("./en.card.js").default} */
export default {
  finding: "查询结果",
  asOf: "截至 {time}（{age}）",
  next: "接下来",
  byThen: "我们会在 {time} 左右再次查询，并在这里通知您。",
  yourTime: "{time}（您的当地时间，{zone}）",
  overdue: "我们正在再次查询，会在这里通知您。",
  wentTo: "实际到账网络",
  meantFor: "应到账网络",
  confirmed: "{have}/{need} 次确认",
  confirmations: "确认数",
  enough: "已完成",
  copy: "复制完整内容：{what}",
  copied: "已复制",
  uncopied: "请手动复制。",
  hash: "已识别到一笔交易。",
  hashLooks: "已识别到一笔交易。发送后我们会立即查询。",
  number: "已识别案件编号 {case}。",
};
