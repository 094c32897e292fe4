"""Green guidance and green grants by year."""
