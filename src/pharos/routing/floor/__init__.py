"""What a supervisor sees at this moment: what waits, how long, and who is there."""
