"""What each role finds on her first page, as data for its template."""
