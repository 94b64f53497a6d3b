"""The public API, version 1 (method.md, 8): read-only, published data only."""
