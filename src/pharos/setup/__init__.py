"""The whole set-up as files: brands with their teams, words, tags and public keys, no secrets."""
