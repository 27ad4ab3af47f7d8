"""Mail: every way in and out of a mailbox.

`reading` makes of the bytes of one mail what a person should read, and never fails.
"""
