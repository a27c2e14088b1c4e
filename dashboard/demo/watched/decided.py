"""What somebody in the shop decided before the demo began: that an error is resolved, which then comes back.

The orders' database had gone away three days before it did so again (dashboard/demo/troubles.py); between the two
somebody held it for mended. The decision is written before the logs are read, so the second time counts as new.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.demo import bugs, troubles
from dashboard.demo.clock import DAY, moment

if TYPE_CHECKING:
    from dashboard.demo.plan import Plan
    from sql.warehouse import Warehouse

AUTHOR = "Ada (demo)"
_COMMENT = "db-1 had no room for its log; it has now."
_STATEMENT = """
    insert into error_status by name
    select decided.*, 'resolved' as status, $decided_at as decided_at, $author as author, $comment as comment,
        0 as known_after
    from (select error_id($type, $message, $stack, $says) as error_id) as decided
    anti join error_status on error_status.error_id = decided.error_id
"""


def write(warehouse: Warehouse, plan: Plan) -> None:
    """Write the decision, unless one about that error is there. Raises `LongtailError` where that fails."""
    if not troubles.has_any(plan):
        return
    decided_at = troubles.span(plan, troubles.DATABASE)[0] - DAY
    bug = bugs.NO_DATABASE
    values = {
        "type": bug.type,
        "message": bug.message,
        "stack": bug.stack("orders", plan.release("orders", decided_at), bug.message),
        "says": bug.says,
        "decided_at": moment(decided_at).replace(tzinfo=None),
        "author": AUTHOR,
        "comment": _COMMENT,
    }
    with warehouse.transaction() as cursor:
        cursor.execute(_STATEMENT, values)
