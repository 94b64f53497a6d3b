"""Every node of the reference city, in both languages: its children add up to it."""
