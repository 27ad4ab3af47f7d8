// @ts-check

/** What is said of files. */
export default {
  attach: "Attach files",
  tray: "Files",
  uploading: "Uploading {name}",
  checking: "Being checked",
  page: "{name}, page {number}",
  remove: "Remove {name}",
  again: "Try again",
  many: "Ten files at most go with one message.",
  unsent: "That did not work.",
};
