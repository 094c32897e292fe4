"""Table pages of the meeting papers, rebuilt as PDFs of our own with a known truth."""
