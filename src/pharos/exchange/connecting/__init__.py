"""How an administrator connects a brand to its exchange: address, keys, alarms."""
