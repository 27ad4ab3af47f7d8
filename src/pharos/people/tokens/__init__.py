"""What proves a customer: the exchange's signed token, and our own short-lived session token."""
