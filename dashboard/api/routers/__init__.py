"""One router per module; a module here is served because it is here."""
