"""Where files are read: a path, and if wished a host, of its own, by signed links alone."""
