"""The exchanges that this installation answers for. A brand is data: its profile is a file."""
