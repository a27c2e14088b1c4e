"""How rules are made and changed by people: their text, their file, their values in the settings."""
