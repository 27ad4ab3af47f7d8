"""What machines tell us by themselves: webhooks of exchanges."""
