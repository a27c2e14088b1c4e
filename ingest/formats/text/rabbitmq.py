"""RabbitMQ: since 3.7 one line for each line of a message, before that Erlang's report headings."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import ISO_TIME, REST

_PID = r"<\d+\.\d+\.\d+>"

FORMATS = (
    TextFormat(
        name="rabbitmq",
        title="RabbitMQ",
        begins=rf"{ISO_TIME} \[[a-z]+\] {_PID}",
        pattern=rf"(?P<time>{ISO_TIME}) \[(?P<level>[a-z]+)\] (?P<process>{_PID})(?: (?P<message>{REST}))?",
        levels={"none": "info"},
        priority=30,
        samples=(
            Sample(
                lines="2026-11-26 10:00:00.415362+00:00 [notice] <0.223.0> Logging: configured log handlers are now ACTIVE\n"
                "2026-11-26 10:00:01.000001+01:00 [error] <0.701.0> closing AMQP connection <0.701.0> "
                "(203.0.113.5:50342 -> 203.0.113.9:5672):\n"
                '2026-11-26 10:00:01.000001+01:00 [error] <0.701.0> {bad_header,<<"garbage ">>}\n'
                "2026-11-26 10:00:02.123 [warning] <0.32.0> disk free limit\n"
                "is low",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.415362Z",
                        "level": "INFO",
                        "message": "Logging: configured log handlers are now ACTIVE",
                        "attributes": '{"process":"<0.223.0>"}',
                    },
                    {"ts": "2026-11-26T09:00:01.000001Z", "level": "ERROR"},
                    {"level": "ERROR", "message": '{bad_header,<<"garbage ">>}'},
                    {"ts": "2026-11-26T10:00:02.123Z", "level": "WARNING", "message": "disk free limit\nis low"},
                ),
            ),
            Sample(
                lines="2026-11-29 22:37:57.220109+00:00 [notice] <0.223.0> Logging: configured log handlers are now ACTIVE\n"
                "2026-11-29 22:37:58.083885+00:00 [info] <0.223.0> starting Ra system: quorum_queues in directory: /srv/shop/mn/rabbit@web1/quorum/rabbit@web1\n"
                "2026-11-29 22:37:58.363502+00:00 [info] <0.261.0> ra: meta data store initialised for system quorum_queues. 0 record(s) recovered",
                records=(
                    {
                        "ts": "2026-11-29T22:37:57.220109Z",
                        "level": "INFO",
                        "message": "Logging: configured log handlers are now ACTIVE",
                    },
                    {
                        "ts": "2026-11-29T22:37:58.083885Z",
                        "level": "INFO",
                        "message": "starting Ra system: quorum_queues in directory: /srv/shop/mn/rabbit@web1/quorum/rabbit@web1",
                    },
                    {
                        "ts": "2026-11-29T22:37:58.363502Z",
                        "level": "INFO",
                        "message": "ra: meta data store initialised for system quorum_queues. 0 record(s) recovered",
                    },
                ),
                writer="RabbitMQ 3.10",
            ),
            Sample(
                lines='2026-11-29 22:38:10.848239+00:00 [warning] <0.621.0> Message store "628WB79CIFDYO9LJI6DKMI09L/msg_store_persistent": rebuilding indices from scratch\n'
                "2026-11-29 22:38:10.848622+00:00 [info] <0.612.0> Started message store of type persistent for vhost '/'",
                records=(
                    {
                        "ts": "2026-11-29T22:38:10.848239Z",
                        "level": "WARNING",
                        "message": 'Message store "628WB79CIFDYO9LJI6DKMI09L/msg_store_persistent": rebuilding indices from scratch',
                    },
                    {
                        "ts": "2026-11-29T22:38:10.848622Z",
                        "level": "INFO",
                        "message": "Started message store of type persistent for vhost '/'",
                    },
                ),
                writer="RabbitMQ 3.10 (connections)",
            ),
        ),
    ),
    TextFormat(
        name="erlang_report",
        title="Erlang's reports, RabbitMQ before 3.7",
        begins=r"=[A-Z]+ REPORT==== \d{1,2}-[A-Z][a-z]{2}-\d{4}::",
        pattern=r"=(?P<level>[A-Z]+) REPORT==== (?P<time>\d{1,2}-[A-Z][a-z]{2}-\d{4}::\d\d:\d\d:\d\d(?:\.\d{1,9})?)(?: (?P<zone>[A-Z]{3,4}|[+-]\d\d:?\d\d))?"
        rf" ===(?:\n(?P<message>{REST}))?",
        levels={"CRASH": "ERROR", "SUPERVISOR": "ERROR", "PROGRESS": "INFO"},
        priority=30,
        samples=(
            Sample(
                lines="=INFO REPORT==== 26-Nov-2026::10:00:00 ===\n"
                "accepting AMQP connection <0.312.0> (203.0.113.5:50342 -> 203.0.113.9:5672)\n"
                "\n"
                "=ERROR REPORT==== 26-Nov-2026::10:00:01.123456 ===\n"
                "** Generic server gs terminating\n"
                "** Last message in was crash",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00Z",
                        "level": "INFO",
                        "message": "accepting AMQP connection <0.312.0> (203.0.113.5:50342 -> 203.0.113.9:5672)",
                    },
                    {
                        "ts": "2026-11-26T10:00:01.123456Z",
                        "level": "ERROR",
                        "message": "** Generic server gs terminating\n** Last message in was crash",
                    },
                ),
            ),
            Sample(
                lines=(
                    "=INFO REPORT==== 30-Nov-2026::04:03:37.763182 ===\n"
                    "order 7 placed\n"
                    "\n"
                    "=ERROR REPORT==== 30-Nov-2026::04:03:37.837392 ===\n"
                    "charge failed\n"
                    "no_card\n"
                    "\n"
                    "=WARNING REPORT==== 30-Nov-2026::04:03:37.856744 ===\n"
                    "    stock: low\n"
                    "    sku: 7\n"
                    "=ERROR REPORT==== 30-Nov-2026::04:03:37.856938 ===\n"
                    "Error in process <0.79.0> with exit value:\n"
                    '{{badmatch,2},[{erl_eval,expr,6,[{file,"erl_eval.erl"},{line,496}]}]}'
                ),
                records=(
                    {"ts": "2026-11-30T04:03:37.763182Z", "level": "INFO", "message": "order 7 placed"},
                    {"ts": "2026-11-30T04:03:37.837392Z", "level": "ERROR", "message": "charge failed\nno_card"},
                    {"ts": "2026-11-30T04:03:37.856744Z", "level": "WARNING", "message": "    stock: low\n    sku: 7"},
                    {
                        "ts": "2026-11-30T04:03:37.856938Z",
                        "level": "ERROR",
                        "message": 'Error in process <0.79.0> with exit value:\n{{badmatch,2},[{erl_eval,expr,6,[{file,"erl_eval.erl"},{line,496}]}]}',
                    },
                ),
                writer="Erlang/OTP 25",
            ),
            Sample(
                lines=(
                    "=ERROR REPORT==== 30-Nov-2026::04:03:39.069671 ===\n"
                    "charge failed~nno card\n"
                    "=NOTICE REPORT==== 30-Nov-2026::04:03:39.131102 ===\n"
                    "order 7 placed"
                ),
                records=(
                    {"ts": "2026-11-30T04:03:39.069671Z", "level": "ERROR", "message": "charge failed~nno card"},
                    {"ts": "2026-11-30T04:03:39.131102Z", "level": "INFO", "message": "order 7 placed"},
                ),
                writer="Erlang/OTP 25 (logger)",
            ),
        ),
    ),
)
