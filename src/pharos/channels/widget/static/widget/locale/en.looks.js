// @ts-check

/** What is said of who looked. */
export default {
  looksWhy: "Staff may look only while a case of yours is open. Every look is written down.",
  nobodyLooked: "Nobody has looked at your data for this conversation.",
  times: "{n} times",
};
