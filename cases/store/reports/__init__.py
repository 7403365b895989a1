"""What came in: kept, read, joined to its cases, or not filed."""
