"""Settings, addresses, processes and the `pharos` command. The only room that knows all others."""
