"""Public pages of what is done, and the team's working list."""
