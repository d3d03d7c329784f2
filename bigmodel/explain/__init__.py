"""Why a model answers as it does, and what would change its answer; asks the bundle, never the network."""
