"""How true and how quick diagnosers are, over worlds whose truth is known to their maker."""
