"""What must never be kept: secrets are found and taken out before anything is written.

Pure functions without models. This room decides what a secret is and what the customer should
do about it; telling the customer is the work of the rooms above.
"""
