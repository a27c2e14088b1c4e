"""A folder for `monitor.collectors`: the demo's own kind of collector, which is there while a demo runs."""
