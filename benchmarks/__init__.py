"""Our pages and documents against bare floors of the same work: ``make bench``."""
