"""The words for the model: one versioned Markdown file each, and one loader."""
