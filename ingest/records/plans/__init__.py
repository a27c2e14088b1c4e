"""How records are read: their shapes, the plan for each, and the SQL that a plan becomes."""
