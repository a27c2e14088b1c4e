"""Parts of pages about what is measured: charts of samples, numbers of hosts and databases, disks."""
