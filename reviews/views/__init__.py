"""The pages of a review: `public` for residents, `files` its other forms, `team` to write it."""
