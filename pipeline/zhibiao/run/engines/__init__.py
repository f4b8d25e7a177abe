"""Where tasks are worked on: in this process or in others."""
