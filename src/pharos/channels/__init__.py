"""One folder per channel. A channel turns what arrives into reception's words, and no more."""
