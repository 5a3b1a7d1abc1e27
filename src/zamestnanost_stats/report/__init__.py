"""What is published: one format-free report and the writers that make files of it."""
