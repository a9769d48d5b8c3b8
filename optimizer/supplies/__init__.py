"""Days of cover, and transfers between hospitals."""
