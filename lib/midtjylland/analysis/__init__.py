"""Pure statistics, one file for each question: frames in, frames out."""
