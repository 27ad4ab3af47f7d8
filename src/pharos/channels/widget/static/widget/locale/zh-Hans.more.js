// @ts-check

/** 小窗里的文字。花括号中的名称会被替换。 @type {typeof import("./en.more.js").default} */
export default {
  retry: "重试",
  edit: "修改",
  signIn: "请刷新页面或重新登录。您写的内容不会丢失。",
  reload: "刷新",
  secret: "这看起来是保密信息：助记词、密钥、密码、验证码或卡号。我们不需要它。",
  takeOut: "删除它",
  anyway: "仍然发送",
  removed: "我们删除了消息中的保密信息。我们不需要它。如果它仍然有效，请立即更改。",
  verify: "继续之前，请确认是您本人。我们不会在这里索要密码或验证码。",
  verifyPerson: "将由专人核实您的身份。您现在无需做任何操作；我们绝不会在这里索要密码或验证码。",
  verified: "谢谢，已确认是您本人。",
  confirm: "确认是我本人",
  solvedText: "问题已解决",
  reopen: "没有解决？继续留言",
  another: "换一位客服",
  transcript: "保存对话记录",
  looked: "谁查看了我的数据",
  why: "希望重新查看什么？（选填）",
  ask: "提交请求",
  cancel: "取消",
  failed: "操作未成功，请重试。",
  joinAsk: "登录前此处曾有人写道：“{subject}”。是您本人吗？",
  joinYes: "是，添加到我的对话",
  joinNo: "不是，是其他人",
};
