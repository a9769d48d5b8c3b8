"""Pictures of a plan, drawn from its own data: no tile, font or script is fetched."""
