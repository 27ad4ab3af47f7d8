// @ts-check

/** What few conversations need. */
export default {
  retry: "Try again",
  edit: "Edit",
  signIn: "Please reload this page or sign in again. Nothing you wrote is lost.",
  reload: "Reload",
  secret: "This looks like something secret: a recovery phrase, a key, a password, a code or a card number. Nobody here needs it.",
  takeOut: "Take it out",
  anyway: "Send anyway",
  removed: "We removed something secret from your message. Nobody here needs it. If it is still valid, change it now.",
  verify: "Please confirm that it is you before we go on. We never ask for passwords or codes here.",
  verifyPerson: "A person will check that it is you. You need to do nothing now; we never ask for passwords or codes here.",
  verified: "Thank you. We know that it is you.",
  confirm: "Confirm it is me",
  solvedText: "This is resolved",
  reopen: "Not solved? Write again",
  another: "Ask for another person",
  transcript: "Save transcript",
  looked: "Who looked at your data",
  why: "What should they look at? (optional)",
  ask: "Ask",
  cancel: "Cancel",
  failed: "That did not work. Please try again.",
  joinAsk: "You wrote here before signing in: “{subject}”. Was that you?",
  joinYes: "Yes, add it to my conversations",
  joinNo: "No, somebody else",
};
