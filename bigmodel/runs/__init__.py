"""The workspace: datasets and runs as folders, with an index that can be thrown away."""
