"""Takes back what a job has written, be it an import or a bulk edit; what people edited since stays."""
