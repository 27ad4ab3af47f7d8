"""The desk: where staff read cases and answer them."""
