"""A list from a spreadsheet becomes people of a cycle: read → columns → plan (the preview) → written.

What was pasted travels with the page and is planned anew each time; nothing of it is kept on the server.
"""
