"""One frozen row class per input table, grouped by what they speak of, and the rows of an emitted plan."""
