"""What is asked: the register, the form, its rules, the collection of one period, and where each cell stands."""
