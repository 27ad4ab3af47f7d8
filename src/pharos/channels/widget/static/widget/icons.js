// @ts-check

const circle = "M2 8a6 6 0 1012 0 6 6 0 10-12 0";

/** The icons that a conversation does without, for what loads on first use. @type {Record<string, string>} */
const MORE = {
  clip: "M13 7.2l-5.3 5.3a3.2 3.2 0 01-4.5-4.5l5.6-5.6a2.1 2.1 0 013 3L6.3 10.9a1 1 0 01-1.5-1.5l4.9-4.9",
  bot: "M4.5 5h7a2 2 0 012 2v4.2a2 2 0 01-2 2h-7a2 2 0 01-2-2V7a2 2 0 012-2M8 5V2.6M5.8 8.5v1.2M10.2 8.5v1.2",
  right: "M6 3.5L10.5 8 6 12.5",
  shield: "M8 1.8l5 1.8v4c0 3.2-2 5.5-5 6.6-3-1.1-5-3.4-5-6.6v-4zM5.8 7.9l1.6 1.6 3-3.1",
  lock: "M4 7h8a1 1 0 011 1v5a1 1 0 01-1 1H4a1 1 0 01-1-1V8a1 1 0 011-1M5 7V5a3 3 0 016 0v2",
  deposit: "M8 2v7.5M4.8 6.5L8 9.7l3.2-3.2M2.5 10.5v3h11v-3",
  withdraw: "M8 10V2.5M4.8 5.5L8 2.3l3.2 3.2M2.5 10.5v3h11v-3",
  key: "M7.9 10.8a2.7 2.7 0 11-5.4 0 2.7 2.7 0 115.4 0M7.2 8.8l6-6M10.8 5.2l2 2",
  chart: "M2.5 2.5v11h11M5 10l2.6-3 2.2 2L13 5",
  question: `${circle}M6.2 6.4c.1-1.1.8-1.7 1.9-1.7s1.8.6 1.8 1.6c0 1.3-1.8 1.4-1.8 2.8M8.1 11.2v.1`,
  id: "M3.2 3h9.6a1.5 1.5 0 011.5 1.5v7a1.5 1.5 0 01-1.5 1.5H3.2a1.5 1.5 0 01-1.5-1.5v-7A1.5 1.5 0 013.2 3M6.8 6.9a1.3 1.3 0 11-2.6 0 1.3 1.3 0 112.6 0M3.5 10.7c.2-1 .9-1.5 2-1.5s1.8.5 2 1.5M9.8 6.5h2.5M9.8 9.5h2.5",
};

/** @param {import("./talk.js").Talk["kit"]} kit */
export const draw = (kit) => void Object.assign(kit.icons, MORE);
