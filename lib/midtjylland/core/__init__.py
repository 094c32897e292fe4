"""What everything stands on: errors and findings, paths, atomic files, YAML, schemas."""
