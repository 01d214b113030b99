"""The rows of all teams of a cycle together: tables, workbooks, pictures with their figures."""
