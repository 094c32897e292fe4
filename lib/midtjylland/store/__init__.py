"""What is kept: documents as they came, corrections, published tables, population figures."""
