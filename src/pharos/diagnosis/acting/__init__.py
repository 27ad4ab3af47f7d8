"""What the exchange is asked to do for a customer: it executes, and may refuse."""
