"""Who gets in: invited accounts, counted failures, known devices, second factors."""
