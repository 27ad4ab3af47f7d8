"""Lists of cases for the desk: which criteria there are, and how they are asked for quickly."""
