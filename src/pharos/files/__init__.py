"""Files that people hand in: where their bytes lie, how they are checked, and how they are served.

Knows brands only by their number and cases only by theirs. Nothing is served that was not checked.
"""
