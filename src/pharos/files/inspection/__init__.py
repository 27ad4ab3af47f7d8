"""Looking into a file that somebody else made, in a process of its own with little to lose.

`run.inspect` is called by whoever checks; everything beside it runs in the child: decoders are
what attackers aim at, so they meet no secret, no database, and bounded memory and time.
"""
