"""Ruby's Logger, Rails, Sidekiq."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import REST

_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,9}Z?"
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_STARTED = r'Started (?P<method>[A-Z]+) "(?P<path>[^"\n]*)" for (?P<client_ip>\S+) at '
_COMPLETED = r"Completed (?P<status>\d{3}) [A-Z][\w ]* in (?P<duration>[\d.]+ms)"
_PROCESSING = r"Processing by (?P<controller>[\w:]+)#(?P<action>\w+)"

FORMATS = (
    TextFormat(
        name="ruby_logger",
        title="Ruby's Logger, also of Rails",
        begins=rf"[DIWEFA], \[{_TIME} #\d+\] ",
        pattern=rf"[DIWEFA], \[(?P<time>{_TIME}) #(?P<process>\d+)\] +(?P<level>[A-Z]+) -- (?P<service>[^:\n]*?): "
        rf"(?:\[(?P<request_id>{_UUID})\] )?(?P<message>(?:{_STARTED}|{_COMPLETED}|{_PROCESSING})?{REST})",
        levels={"ANY": "INFO"},
        repeated=rf"\[{_UUID}\] ",
        priority=30,
        samples=(
            Sample(
                lines="I, [2026-11-26T10:00:00.123456 #17]  INFO -- : order 7 placed\n"
                "W, [2026-11-26T10:00:00.123457 #17]  WARN -- shop: stock low\n"
                "I, [2026-11-26T10:00:00.123458 #17]  INFO -- : [5c1b0f4e-0e41-4d0c-9a57-6f1d6a0a9c11] "
                'Started GET "/orders/7?a=1" for 203.0.113.5 at 2026-11-26 10:00:00 +0000\n'
                "E, [2026-11-26T10:00:00.123459 #17] ERROR -- : app.rb:4:in `pay': no card (ArgumentError)\n\tfrom app.rb:5:in `<main>'",
                records=(
                    {"ts": "2026-11-26T10:00:00.123456Z", "level": "INFO", "message": "order 7 placed"},
                    {"level": "WARNING", "service": "shop", "message": "stock low"},
                    {
                        "request_id": "5c1b0f4e-0e41-4d0c-9a57-6f1d6a0a9c11",
                        "method": "GET",
                        "path": "/orders/7",
                        "client_ip": "203.0.113.5",
                    },
                    {
                        "level": "ERROR",
                        "error_type": "ArgumentError",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
            ),
            Sample(
                lines="I, [2026-11-29T22:33:07.682465 #8791]  INFO -- : order 7 placed\n"
                "W, [2026-11-29T22:33:07.682502 #8791]  WARN -- : two\n"
                "lines\n"
                "E, [2026-11-29T22:33:07.682520 #8791] ERROR -- : index 3 outside of array bounds: 0...0 (IndexError)\n"
                "r.rb:3:in `fetch'\n"
                "r.rb:3:in `<main>'",
                records=(
                    {"ts": "2026-11-29T22:33:07.682465Z", "level": "INFO", "message": "order 7 placed"},
                    {"ts": "2026-11-29T22:33:07.682502Z", "level": "WARNING", "message": "two\nlines"},
                    {
                        "ts": "2026-11-29T22:33:07.682520Z",
                        "level": "ERROR",
                        "message": "index 3 outside of array bounds: 0...0 (IndexError)",
                        "error_type": "IndexError",
                        "error_message": "index 3 outside of array bounds: 0...0",
                        "stack_trace": True,
                    },
                ),
                writer="Ruby 3.1",
            ),
            Sample(
                lines="D, [2026-11-29T22:33:07.682612 #8791] DEBUG -- shop: x\n"
                "A, [2026-11-29T22:33:07.682620 #8791]   ANY -- shop: any\n"
                "F, [2026-11-29T22:33:07.682626 #8791] FATAL -- shop: gone",
                records=(
                    {"ts": "2026-11-29T22:33:07.682612Z", "level": "DEBUG", "message": "x", "service": "shop"},
                    {"ts": "2026-11-29T22:33:07.682620Z", "level": "INFO", "message": "any", "service": "shop"},
                    {"ts": "2026-11-29T22:33:07.682626Z", "level": "CRITICAL", "message": "gone", "service": "shop"},
                ),
                writer="Ruby 3.1 (progname)",
            ),
        ),
    ),
    TextFormat(
        name="rails_development",
        title="Rails' development log",
        begins=r'(?:\[[0-9a-f\-]{36}\] )?(?:Started [A-Z]+ "|Processing by [\w:]+#|Completed \d{3} )',
        pattern=rf"(?:\[(?P<request_id>{_UUID})\] )?"
        rf"(?P<message>(?:{_STARTED}(?P<time>\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{{4}})|{_COMPLETED}|{_PROCESSING}){REST})",
        priority=40,
        samples=(
            Sample(
                lines='Started GET "/orders/7" for 203.0.113.5 at 2026-11-26 10:00:00 +0000\n'
                'Processing by OrdersController#show as HTML\n  Parameters: {"id"=>"7"}\n'
                "Completed 200 OK in 12ms (Views: 5.1ms | ActiveRecord: 1.0ms | Allocations: 123)\n",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00Z",
                        "method": "GET",
                        "path": "/orders/7",
                        "client_ip": "203.0.113.5",
                    },
                    {"message": 'Processing by OrdersController#show as HTML\n  Parameters: {"id"=>"7"}'},
                    {"status": 200, "duration_ms": 12.0},
                ),
            ),
        ),
    ),
    TextFormat(
        name="sidekiq_text",
        title="Sidekiq",
        begins=rf"{_TIME} (?:pid=\d+ tid=\S+|\d+ TID-\S+)",
        pattern=rf"(?P<time>{_TIME}) (?:pid=(?P<process>\d+) tid=(?P<thread>\S+)|(?P<pid>\d+) TID-(?P<tid>\S+)(?: (?P<worker>\S+) JID-(?P<job_id>\S+))?)"
        r"(?: class=(?P<job>\S+))?(?: jid=(?P<jid>\S+))?(?: bid=(?P<bid>\S+))?(?: tags=(?P<tags>\S+))?(?: elapsed=(?P<duration_s>[\d.]+))? "
        rf"(?P<level>[A-Z]+): (?P<message>{REST})",
        priority=30,
        samples=(
            Sample(
                lines="2026-11-26T10:00:00.123Z pid=17 tid=abc class=PayJob jid=5c1b0f4e0e41 INFO: start\n"
                "2026-11-26T10:00:00.323Z pid=17 tid=abc class=PayJob jid=5c1b0f4e0e41 elapsed=0.2 INFO: done",
                records=(
                    {"ts": "2026-11-26T10:00:00.123Z", "level": "INFO", "message": "start"},
                    {"duration_ms": 200.0, "message": "done"},
                ),
            ),
        ),
    ),
)
