"""Files for spreadsheets, tax tools and other programs."""
