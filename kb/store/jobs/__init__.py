"""Work that waits: uploads with their states, and the queues of jobs."""
