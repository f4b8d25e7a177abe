"""From documents to outcomes: the way through the rooms, streams of files, and engines that work on them."""
