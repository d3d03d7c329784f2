"""Pictures: one picture a case, each in one class."""
