"""Keras builders, one network a file. They return logits of shape (rows, members, classes)."""
