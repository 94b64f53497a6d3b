"""Thousands of workbooks and CSV files that went wrong, made from seeds."""
