"""What if: changes to the tables, the plan made under them, and what differs from the plan they are tried against."""
