"""One recipe for each topic of the papers: text to tidy frames with the place of every row."""
