"""What the `pharos` command can do: one module each, found by its name."""
