"""Whether this installation is well: who works, what was checked, and what to do now."""
