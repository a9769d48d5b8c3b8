"""The text of a cell becomes a value, once, by one explicit parser per kind of column."""
