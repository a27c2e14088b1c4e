"""The layout of every page: header, tiles, dialogs, URL, navigation and keys."""
