"""The pages of a review: `public` for residents, `files` for its other forms, `team` for who writes it."""
