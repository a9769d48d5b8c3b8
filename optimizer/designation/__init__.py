"""Which hospital × service × ward kind is open."""
