"""The page of the runs: jobs watched and stopped, plans from draft to issue, and what may be taken along."""
