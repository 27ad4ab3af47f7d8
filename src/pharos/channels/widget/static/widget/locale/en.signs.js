// @ts-check

/** What people let each other know besides words. */
export default {
  typing: "{name} is typing",
  seen: "Seen {time}",
};
