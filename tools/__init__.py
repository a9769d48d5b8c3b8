"""What the project needs to be built and handed on; no part of the installed product."""
