"""The one server process: its address, first HTML, assets, metrics and life."""
