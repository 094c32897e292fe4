"""What readers get: pages, indexes, tables, downloads."""
