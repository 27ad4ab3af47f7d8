// @ts-check

/** What is said when it has ended. */
export default {
  answeredIn: "Answered in {time}",
  solvedIn: "solved in {time}",
  how: "How was it?",
  ofFive: "{n} of 5",
  solvedAsk: "Was it solved?",
  yes: "Yes",
  partly: "Partly",
  no: "No",
  speed: "Speed",
  attitude: "Manner",
  overall: "Overall",
  words: "Anything else? (optional)",
  rate: "Send rating",
  thanks: "Thank you for your rating.",
  until: "You can change it until {time}.",
  change: "Change",
  sorry: "We are sorry that it is not solved. Write again below, or ask for another person.",
  failedRating: "That could not be saved. Please try again.",
};
