"""Pages for customers: in this first form the front page, the demo exchange, and talk on a page."""
