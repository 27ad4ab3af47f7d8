// @ts-check

/** 关于文件的用语。 @type {typeof import("./en.files.js").default} */
export default {
  attach: "添加文件",
  tray: "文件",
  uploading: "正在上传 {name}",
  checking: "正在检查",
  page: "{name}，第 {number} 页",
  remove: "移除 {name}",
  again: "重试",
  many: "一条消息最多可带十个文件。",
  unsent: "未能完成。",
};
