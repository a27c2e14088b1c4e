"""Parts of the page Alerts: what fires, one alert in full, history, rules, what people were told."""
