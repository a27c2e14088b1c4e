"""Who was told of alerts, and how channels stand."""
