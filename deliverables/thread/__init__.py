"""What is said about a deliverable: one thread that its team and coordination read, one of coordination alone."""
