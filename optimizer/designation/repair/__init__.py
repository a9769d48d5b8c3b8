"""What would mend a designation that cannot be, or that leaves people without a place: changes of cells, each tried out."""
