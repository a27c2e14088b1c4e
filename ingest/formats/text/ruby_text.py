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
        repeated=rf"\[{_UUID}\] ",
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
            Sample(
                lines=(
                    'Started GET "/orders/7?a=1" for 203.0.113.5 at 2026-11-30 04:06:12 +0000\n'
                    "Processing by OrdersController#show as HTML\n"
                    '  Parameters: {"a"=>"1", "id"=>"7"}\n'
                    "order 7 shown\n"
                    "  Rendering text template\n"
                    "  Rendered text template (Duration: 0.0ms | Allocations: 8)\n"
                    "Completed 200 OK in 2ms (Views: 1.5ms | Allocations: 1314)\n"
                    "\n"
                    "\n"
                    'Started POST "/pay" for 203.0.113.5 at 2026-11-30 04:06:12 +0000\n'
                    "Processing by OrdersController#pay as HTML\n"
                    '  Parameters: {"amount"=>"12", "password"=>"x"}\n'
                    "Can't verify CSRF token authenticity.\n"
                    "Completed 500 Internal Server Error in 0ms (Allocations: 203)\n"
                    "\n"
                    "\n"
                    "  \n"
                    "ArgumentError (no card):\n"
                    "  \n"
                    "app.rb:5:in `pay'\n"
                    "app.rb:8:in `<main>'"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:06:12Z",
                        "message": 'Started GET "/orders/7?a=1" for 203.0.113.5 at 2026-11-30 04:06:12 +0000',
                        "method": "GET",
                        "path": "/orders/7",
                        "client_ip": "203.0.113.5",
                    },
                    {
                        "message": 'Processing by OrdersController#show as HTML\n  Parameters: {"a"=>"1", "id"=>"7"}\norder 7 shown\n  Rendering text template\n  Rendered text template (Duration: 0.0ms | Allocations: 8)'
                    },
                    {
                        "message": "Completed 200 OK in 2ms (Views: 1.5ms | Allocations: 1314)",
                        "status": 200,
                        "duration_ms": 2.0,
                    },
                    {
                        "ts": "2026-11-30T04:06:12Z",
                        "message": 'Started POST "/pay" for 203.0.113.5 at 2026-11-30 04:06:12 +0000',
                        "method": "POST",
                        "path": "/pay",
                        "client_ip": "203.0.113.5",
                    },
                    {
                        "message": 'Processing by OrdersController#pay as HTML\n  Parameters: {"amount"=>"12", "password"=>"[redacted]"}\nCan\'t verify CSRF token authenticity.'
                    },
                    {
                        "message": "Completed 500 Internal Server Error in 0ms (Allocations: 203)",
                        "status": 500,
                        "duration_ms": 0.0,
                        "error_type": "ArgumentError",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
                writer="Rails 6.1",
            ),
            Sample(
                lines=(
                    '[33a731a0-9c05-4aea-89fa-c7dc062aa499] Started GET "/orders/7?a=1" for 203.0.113.5 at 2026-11-30 04:06:13 +0000\n'
                    "[33a731a0-9c05-4aea-89fa-c7dc062aa499] Processing by OrdersController#show as HTML\n"
                    "[33a731a0-9c05-4aea-89fa-c7dc062aa499] Completed 200 OK in 2ms (Views: 1.5ms | Allocations: 1322)\n"
                    '[019a8bac-4ad2-43fa-b3ff-f634a0810ab2] Started POST "/pay" for 203.0.113.5 at 2026-11-30 04:06:13 +0000\n'
                    "[019a8bac-4ad2-43fa-b3ff-f634a0810ab2] Completed 500 Internal Server Error in 0ms (Allocations: 209)\n"
                    "\n"
                    "\n"
                    "[019a8bac-4ad2-43fa-b3ff-f634a0810ab2]   \n"
                    "[019a8bac-4ad2-43fa-b3ff-f634a0810ab2] ArgumentError (no card):\n"
                    "[019a8bac-4ad2-43fa-b3ff-f634a0810ab2]   \n"
                    "[019a8bac-4ad2-43fa-b3ff-f634a0810ab2] app.rb:5:in `pay'\n"
                    "[019a8bac-4ad2-43fa-b3ff-f634a0810ab2] app.rb:8:in `<main>'"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:06:13Z",
                        "message": 'Started GET "/orders/7?a=1" for 203.0.113.5 at 2026-11-30 04:06:13 +0000',
                        "method": "GET",
                        "path": "/orders/7",
                        "client_ip": "203.0.113.5",
                        "request_id": "33a731a0-9c05-4aea-89fa-c7dc062aa499",
                    },
                    {
                        "message": "Processing by OrdersController#show as HTML",
                        "request_id": "33a731a0-9c05-4aea-89fa-c7dc062aa499",
                    },
                    {
                        "message": "Completed 200 OK in 2ms (Views: 1.5ms | Allocations: 1322)",
                        "status": 200,
                        "request_id": "33a731a0-9c05-4aea-89fa-c7dc062aa499",
                        "duration_ms": 2.0,
                    },
                    {
                        "ts": "2026-11-30T04:06:13Z",
                        "message": 'Started POST "/pay" for 203.0.113.5 at 2026-11-30 04:06:13 +0000',
                        "method": "POST",
                        "path": "/pay",
                        "client_ip": "203.0.113.5",
                        "request_id": "019a8bac-4ad2-43fa-b3ff-f634a0810ab2",
                    },
                    {
                        "message": "Completed 500 Internal Server Error in 0ms (Allocations: 209)",
                        "status": 500,
                        "request_id": "019a8bac-4ad2-43fa-b3ff-f634a0810ab2",
                        "duration_ms": 0.0,
                        "error_type": "ArgumentError",
                        "error_message": "no card",
                        "stack_trace": True,
                    },
                ),
                writer="Rails 6.1 (tags)",
            ),
        ),
    ),
    TextFormat(
        name="sidekiq_text",
        title="Sidekiq",
        begins=rf"(?:{_TIME} (?:pid=\d+ tid=\S+|\d+ TID-\S+)|pid=\d+ tid=\S+ (?:[a-z]+=\S+ )*[A-Z]+: )",
        pattern=rf"(?:(?P<time>{_TIME}) )?(?:pid=(?P<process>\d+) tid=(?P<thread>\S+)|(?P<pid>\d+) TID-(?P<tid>\S+)(?: (?P<worker>\S+) JID-(?P<job_id>\S+))?)"
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
            Sample(
                lines=(
                    '2026-11-30T04:06:14.121Z pid=9959 tid=6rj INFO: Booting Sidekiq 6.4.1 with redis options {:url=>"redis://203.0.113.5:16379"}\n'
                    "2026-11-30T04:06:14.124Z pid=9959 tid=72n class=PayJob jid=170b491a31ebf28efc426c21 INFO: start\n"
                    "2026-11-30T04:06:14.124Z pid=9959 tid=72n class=PayJob jid=170b491a31ebf28efc426c21 INFO: paying 1\n"
                    "2026-11-30T04:06:14.124Z pid=9959 tid=72n class=PayJob jid=170b491a31ebf28efc426c21 elapsed=0.0 INFO: done\n"
                    '2026-11-30T04:06:14.125Z pid=9959 tid=72n WARN: {"context":"Job raised exception","job":{"retry":0,"queue":"default","args":[2],"class":"PayJob","jid":"60a6fdbd65864bb9442a1500","created_at":1796011573.9421833,"enqueued_at":1796011573.9422076},"jobstr":"{\\"retry\\":0,\\"queue\\":\\"default\\",\\"args\\":[2],\\"class\\":\\"PayJob\\",\\"jid\\":\\"60a6fdbd65864bb9442a1500\\",\\"created_at\\":1796011573.9421833,\\"enqueued_at\\":1796011573.9422076}"}\n'
                    "2026-11-30T04:06:14.125Z pid=9959 tid=72n WARN: ArgumentError: no card\n"
                    "2026-11-30T04:06:14.125Z pid=9959 tid=72n WARN: /srv/shop/sk.rb:3:in `perform'\n"
                    "/usr/share/rubygems-integration/all/gems/sidekiq-6.4.1/lib/sidekiq/processor.rb:196:in `execute_job'"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:06:14.121Z",
                        "level": "INFO",
                        "message": 'Booting Sidekiq 6.4.1 with redis options {:url=>"redis://203.0.113.5:16379"}',
                    },
                    {"ts": "2026-11-30T04:06:14.124Z", "level": "INFO", "message": "start"},
                    {"ts": "2026-11-30T04:06:14.124Z", "level": "INFO", "message": "paying 1"},
                    {"ts": "2026-11-30T04:06:14.124Z", "level": "INFO", "message": "done", "duration_ms": 0.0},
                    {
                        "ts": "2026-11-30T04:06:14.125Z",
                        "level": "WARNING",
                        "message": '{"context":"Job raised exception","job":{"retry":0,"queue":"default","args":[2],"class":"PayJob","jid":"60a6fdbd65864bb9442a1500","created_at":1796011573.9421833,"enqueued_at":1796011573.9422076},"jobstr":"{\\"retry\\":0,\\"queue\\":\\"default\\",\\"args\\":[2],\\"class\\":\\"PayJob\\",\\"jid\\":\\"60a6fdbd65864bb9442a1500\\",\\"created_at\\":1796011573.9421833,\\"enqueued_at\\":1796011573.9422076}"}',
                    },
                    {"ts": "2026-11-30T04:06:14.125Z", "level": "WARNING", "message": "ArgumentError: no card"},
                    {
                        "ts": "2026-11-30T04:06:14.125Z",
                        "level": "WARNING",
                        "message": "/srv/shop/sk.rb:3:in `perform'",
                        "stack_trace": True,
                    },
                ),
                writer="Sidekiq 6.4",
            ),
            Sample(
                lines=(
                    'pid=10317 tid=8t1 INFO: Booting Sidekiq 6.4.1 with redis options {:url=>"redis://203.0.113.5:16379"}\n'
                    "pid=10317 tid=8t1 INFO: Running in ruby 3.1.2p20 (2022-04-12 revision 4491bb740a) [x86_64-linux-gnu]\n"
                    "pid=10317 tid=8yt class=PayJob jid=6c2f4da3e5c7c7e3b27ad97d INFO: start\n"
                    "pid=10317 tid=8yt class=PayJob jid=6c2f4da3e5c7c7e3b27ad97d elapsed=0.0 INFO: done"
                ),
                records=(
                    {
                        "level": "INFO",
                        "message": 'Booting Sidekiq 6.4.1 with redis options {:url=>"redis://203.0.113.5:16379"}',
                    },
                    {
                        "level": "INFO",
                        "message": "Running in ruby 3.1.2p20 (2022-04-12 revision 4491bb740a) [x86_64-linux-gnu]",
                    },
                    {"level": "INFO", "message": "start"},
                    {"level": "INFO", "message": "done", "duration_ms": 0.0},
                ),
                writer="Sidekiq 6.4 (without times)",
            ),
        ),
    ),
)
