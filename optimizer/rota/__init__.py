"""Who works which shift."""
