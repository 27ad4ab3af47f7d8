"""How often replies are folded rightly, beside three parsers that others use."""
