"""What was touched, and where it counts to now; what nobody touched has no row."""

from tests.sql.views import error_occurrences

GIVEN = error_occurrences.GIVEN
MORE = error_occurrences.MORE
EXPECT = [
    ("merged", "merged", "into"),
    ("split", "disk", "disk"),
    ("split", "of-api", "of-api"),
    ("split", "of-none", "of-none"),
    ("split", "split", "split"),
    ("split-merged", "piece", "into"),
    ("split-merged", "split-merged", "split-merged"),
]
