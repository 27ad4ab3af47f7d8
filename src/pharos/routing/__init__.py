"""Who gets what waits: queues, agents who are there, and giving the oldest case to a free one."""
