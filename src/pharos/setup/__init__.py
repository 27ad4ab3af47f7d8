"""The whole set-up as files: brands, teams, words, accounts and webhooks. No secrets."""
