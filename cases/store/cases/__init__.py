"""Cases and their rounds."""
