"""Afterwards: what teams say of their actions 6 and 12 months after the end of a cycle."""
