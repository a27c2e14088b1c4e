"""Monolog's line formatter, as Symfony and Laravel use it."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import LAZY

_TIME = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:?\d\d)?"
_LEVEL = "(?:DEBUG|INFO|NOTICE|WARNING|ERROR|CRITICAL|ALERT|EMERGENCY)"

FORMATS = (
    TextFormat(
        name="monolog_line",
        title="Monolog (Symfony, Laravel)",
        begins=rf"\[{_TIME}\] [\w.\-]+\.{_LEVEL}: ",
        pattern=rf"\[(?P<time>{_TIME})\] (?P<logger>[\w.\-]+)\.(?P<level>{_LEVEL}): (?P<message>{LAZY})"
        rf'(?: (?:\[\]|(?P<context>\{{"{LAZY}\}})))?(?: (?:\[\]|(?P<extra>\{{"{LAZY}\}})))?\s*',
        objects=("context", "extra"),
        priority=30,
        samples=(
            Sample(
                lines='[2026-11-26T10:00:00.123456+00:00] app.INFO: order placed {"order":7,"user":"ada"} []\n'
                '[2026-11-26 10:00:01] local.ERROR: no card {"exception":"[object] (RuntimeException(code: 0): no card at /srv/app/Pay.php:12)\n'
                "[stacktrace]\n#0 /srv/app/Pay.php(3): pay()\n#1 {main}\n"
                '"} ',
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.123456Z",
                        "level": "INFO",
                        "logger": "app",
                        "message": "order placed",
                        "user_id": "ada",
                    },
                    {
                        "level": "ERROR",
                        "logger": "local",
                        "message": "no card",
                        "error_type": "RuntimeException",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
            ),
            Sample(
                lines=(
                    '[2026-11-30T04:03:28.582850+00:00] shop.INFO: order placed {"order":7} []\n'
                    "[2026-11-30T04:03:28.583279+00:00] shop.WARNING: stock low second line [] []\n"
                    '[2026-11-30T04:03:28.583297+00:00] shop.ERROR: charge failed {"exception":"[object] (RuntimeException(code: 0): no card at /srv/shop/p.php:4)"} []\n'
                    "[2026-11-30T04:03:28.583313+00:00] shop.NOTICE: done [] []"
                ),
                records=(
                    {"ts": "2026-11-30T04:03:28.58285Z", "level": "INFO", "message": "order placed", "logger": "shop"},
                    {
                        "ts": "2026-11-30T04:03:28.583279Z",
                        "level": "WARNING",
                        "message": "stock low second line",
                        "logger": "shop",
                    },
                    {
                        "ts": "2026-11-30T04:03:28.583297Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "shop",
                        "error_type": "RuntimeException",
                        "error_message": "no card",
                    },
                    {"ts": "2026-11-30T04:03:28.583313Z", "level": "INFO", "message": "done", "logger": "shop"},
                ),
                writer="Monolog 2.9",
            ),
            Sample(
                lines=(
                    '[2026-11-30 04:03:28] production.INFO: order placed {"order":7} \n'
                    '[2026-11-30 04:03:28] production.ERROR: no card {"exception":"[object] (RuntimeException(code: 0): no card at /srv/shop/p.php:7)\n'
                    "[stacktrace]\n"
                    "#0 /srv/shop/p.php(7): pay()\n"
                    "#1 {main}\n"
                    '"} \n'
                    "[2026-11-30 04:03:28] production.INFO: done  "
                ),
                records=(
                    {"ts": "2026-11-30T04:03:28Z", "level": "INFO", "message": "order placed", "logger": "production"},
                    {
                        "ts": "2026-11-30T04:03:28Z",
                        "level": "ERROR",
                        "message": "no card",
                        "logger": "production",
                        "error_type": "RuntimeException",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                    {"ts": "2026-11-30T04:03:28Z", "level": "INFO", "message": "done", "logger": "production"},
                ),
                writer="Monolog 2.9 (Laravel's format)",
            ),
        ),
    ),
)
