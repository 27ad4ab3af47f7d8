"""The channels drill: every vendor's protocol on loopback, with the faults that vendors have."""
