"""Which patient goes to which unit, from when."""
