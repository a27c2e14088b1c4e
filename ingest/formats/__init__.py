"""Log schemas, one module each; a schema is found by its module being here."""
