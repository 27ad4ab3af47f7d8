// @ts-check

/**
 * Asks for what is new and waits for it up to 25 s: for lines on which a stream is held back.
 * @param {import("./line.js").Line} line @param {number} after
 * @returns {Promise<{entries: import("./line.js").Entry[], state: string, read: number}>}
 */
export const poll = async ({ id, session, stop }, after) => {
  const signal = AbortSignal.any([AbortSignal.timeout(40_000), stop.signal]);
  const answer = await session.ask(`conversations/${id}/entries?after=${after}&wait=25`, { signal });
  return answer.json();
};
