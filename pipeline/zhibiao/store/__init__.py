"""Where outcomes go: tables in files, and the store that is kept from run to run."""
