"""One recipe a topic: pages of a paper to tidy rows with their places."""
