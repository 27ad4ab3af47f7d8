"""The cast and the tools of tests. Stands outside the floors: nothing of the product imports it."""
