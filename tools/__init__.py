"""What the repository needs to look after itself. Nothing here is part of the product."""
