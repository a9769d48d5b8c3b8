"""Long work outside the session: jobs that can be watched and stopped."""
