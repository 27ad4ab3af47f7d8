"""Reports as pages: one definition a metric, a table behind every chart, and files to take away."""
