"""Tables: one row a case, columns of numbers, categories and dates."""
