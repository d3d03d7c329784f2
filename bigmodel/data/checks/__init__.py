"""What is looked for before training, one kind of trouble a file."""
