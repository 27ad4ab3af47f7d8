// @ts-check

/**
 * Asks for what is new and waits for it up to 25 s: for lines on which a stream is held back.
 * @param {import("./line.js").Line} line @param {number} after
 * @returns {Promise<{entries: import("./line.js").Entry[], state: string, read: number, seen?: {position: number, at: string}}>}
 */
export const poll = async ({ id, session, stop, on }, after) => {
  const signal = AbortSignal.any([AbortSignal.timeout(40_000), stop.signal]);
  const answer = await session.ask(`conversations/${id}/entries?after=${after}&wait=25`, { signal });
  const told = await answer.json();
  if (told.seen) on.sign({ seen: told.seen });
  return told;
};
