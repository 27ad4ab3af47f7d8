"""Facts before words: what happened to a customer's money, found out and not guessed."""
