"""Tables in, a checked Dataset out."""
