"""What went wrong for many at once: whom it concerns, what they claim, and answers to all."""
