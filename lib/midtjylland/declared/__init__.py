"""What papers may word otherwise and what rules say, as data with its models."""
