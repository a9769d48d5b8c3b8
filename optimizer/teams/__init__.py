"""Who is grouped with whom, and which team is in which ward."""
