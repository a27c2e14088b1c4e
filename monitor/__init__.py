"""Everything that works while nobody looks: samples, probes, rules and notifications."""
