// @ts-check

/** What is said around a finding, and of what is recognised in what one writes. */
export default {
  finding: "What we found",
  asOf: "As of {time} ({age})",
  next: "What happens next",
  byThen: "We look again at about {time} and write to you here.",
  yourTime: "{time} your time ({zone})",
  overdue: "We are looking again now and write to you here.",
  wentTo: "where it arrived",
  meantFor: "where it was expected",
  confirmed: "{have} of {need} confirmations",
  confirmations: "Confirmations",
  enough: "complete",
  copy: "Copy whole: {what}",
  copied: "Copied",
  uncopied: "Please copy it by hand.",
  hash: "We recognise a transaction.",
  hashLooks: "We recognise a transaction. We look it up as soon as you send.",
  number: "We recognise case {case}.",
};
