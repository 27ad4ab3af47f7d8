// @ts-check

/** @param {string} language @param {Intl.DateTimeFormatOptions} options @param {string | number | Date} at */
export const show = (language, options, at) => new Intl.DateTimeFormat(language, options).format(new Date(at));

/** 14:29 in the reader's zone. @param {string} at @param {string} language */
export const clock = (at, language) =>
  show(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, at);

/** Sunday 22 November. @param {string} at @param {string} language */
export const day = (at, language) => show(language, { weekday: "long", day: "numeric", month: "long" }, at);

/** @param {string} one @param {string | number | Date} other */
export const sameDay = (one, other) => new Date(one).toDateString() === new Date(other).toDateString();
