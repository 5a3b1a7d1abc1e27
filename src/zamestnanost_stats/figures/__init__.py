"""What it adds up to: counts, ratios and differences, each with its uncertainty and its denominators."""
