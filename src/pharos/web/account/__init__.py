"""How staff come in, and what is theirs: signing in, second factors, sessions, their account."""
