"""Web push to staff: keys, what is on its way, and the words that a browser shows."""
