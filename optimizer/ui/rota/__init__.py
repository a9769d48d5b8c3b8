"""The parts of the page for teams and rota."""
