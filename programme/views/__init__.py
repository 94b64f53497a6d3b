"""Pages of the catalogue and of the files that fill it."""
