"""How probes are: their status after several runs, what is stored of them, the calls of jobs."""
