"""One way to run any model, in a child process with a deadline."""
