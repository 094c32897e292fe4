"""The result contract: goals, targets, results, and the numbers that targets set."""
