"""The shop's machines and services as the watching half sees them: samples and results of probes."""
