"""Long work: the job row, progress, cancel, taking up after a crash."""
