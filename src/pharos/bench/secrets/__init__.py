"""How many secrets the screening finds, and how often it takes something for one that is none."""
