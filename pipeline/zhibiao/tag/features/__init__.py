"""What the tagger looks at."""
