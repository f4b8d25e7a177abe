"""What the tagger has learned: one file a head."""
