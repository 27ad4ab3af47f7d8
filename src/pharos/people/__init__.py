"""Who acts: staff with their roles and teams, customers with their handles, devices and assurance.

Knows nothing of cases. Staff sign in with a password; customers never have one here: the
exchange vouches for them with a signed token.
"""
