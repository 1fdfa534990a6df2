"""What this room asks of the rooms that know people: one right, and where the team's pages are."""

PUBLISH = "records.publish"  # make a row public, or hide it, whatever its model: `user.has_perm`
STAFF_PREFIXES = ("/admin/", "/suivi/")
