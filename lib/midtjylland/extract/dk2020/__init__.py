"""The climate plans of the municipalities, under DK2020 and what came after it."""
