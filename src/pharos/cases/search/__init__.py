"""Finding cases by what was said in them, without a window of time and in any language.

PostgreSQL is the index (migration 0007). What is a word is said in `words.py`, once, for what is
stored and for what is asked.
"""
