"""Uploads with their states, and the queues of jobs."""
