"""How tables of the settings are changed on a page: their keys as a form, their secrets, and their file."""
