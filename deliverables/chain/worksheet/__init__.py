"""A team's workbook: its rows go out to be filled in, come back, are previewed and written."""
