"""What words mean beyond their characters: vectors that come with the package."""
