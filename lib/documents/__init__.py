"""What documents say: their text in blocks, for search, comparison and a simple preview. Only limited processes
(``lib.limited``) import what is in here."""
