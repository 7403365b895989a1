"""Pure reckoning over a frozen snapshot: allocation, hurt, alternatives, punctuality. No input or output."""
