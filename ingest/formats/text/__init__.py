"""One module per program or library that writes text lines, each with its own sample lines; a module is found by being here."""
