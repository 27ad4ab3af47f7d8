"""HTTP and HTML for people. Views are thin: access, queries and actions live in the rooms below."""
