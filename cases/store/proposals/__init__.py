"""What is proposed, shown and decided."""
