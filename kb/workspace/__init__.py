"""What people keep, and needs that they send to the office. All of it lies in the database of accounts."""
