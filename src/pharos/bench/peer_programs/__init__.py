"""The peers' own programs, each the shortest honest one. They run in the peers' environment."""
