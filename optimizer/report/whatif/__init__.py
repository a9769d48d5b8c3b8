"""What came of a what-if, as a page, tables and figures."""
