"""Parts of pages that only pictures have."""
