"""Questions to a rota in force: who could come, may two swap, what keeps a shift open."""
