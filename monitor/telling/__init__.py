"""From what becomes of alerts to what people are told: whom (`routing`), when (`planning`), what (`notices`)."""
