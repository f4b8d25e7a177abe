"""The questions a claim is asked, one file each, and the learners that answer them (`learner.py` says what
one is)."""
