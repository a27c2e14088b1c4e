"""One module per log schema, each with its own sample lines; a module here is found by being here."""
