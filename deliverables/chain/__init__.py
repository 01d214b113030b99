"""The chain: what a team finds, what it will do about it, and what its partners bring."""
