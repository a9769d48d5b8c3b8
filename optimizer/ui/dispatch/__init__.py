"""The parts of the routing page: why here, the desk of one patient, notices, and who has no place."""
