// @ts-check

/** What is said around what the exchange is asked for. */
export default {
  stepAsked: "was asked for at {time}. We go on by ourselves and write to you here.",
  stepTaken: "was taken on by the exchange at {time}.",
  stepDone: "was done at {time}.",
  stepRefused: "was refused at {time}.",
  stepDeclined: "was not passed on at {time}.",
  stepLost: "was asked for; at {time} nobody could say whether it was done.",
  stepNo: "No, leave it",
  stepFailed: "That did not work. Please press again; nothing is done twice.",
  stepParty: "Who is at the other side?",
  stepMyself: "I am",
  stepElse: "Somebody else",
  stepName: "Their full name",
  stepHeld: "Where is it held?",
  stepExchange: "At an exchange",
  stepWallet: "In a wallet of their own",
  stepWhich: "Which exchange (if one)",
  lockFirst: "Lock your account first?",
  lockWhat: "If somebody is in your account, lock it now. It stays locked for everybody, also for you, until you open it again at the exchange. Tell us the rest afterwards.",
  lockNow: "Lock my account now",
  lockNot: "Write to us without locking",
};
