"""The tagger: which quantities are claims, and of what."""
