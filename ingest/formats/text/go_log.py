"""Go's package log, and two libraries of infrastructure: capnslog (etcd) and hclog (Consul, Vault, Nomad)."""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import ISO_TIME, REST, SLASH_TIME

_PAIR = r'[\w./\-]+=(?:"(?:[^"\\]|\\.)*"|[^\s"]\S*|)'

FORMATS = (
    TextFormat(
        name="go_log",
        title="Go: package log",
        begins=rf"(?:[\w.\-/]+: ?|\[[\w.\-/ ]+\] ?)?{SLASH_TIME}",
        pattern=rf"(?:(?P<logger>[\w.\-/]+): ?|\[(?P<log>[\w.\-/ ]+)\] ?)?(?P<time>{SLASH_TIME}) (?:(?P<caller>[^\s:]+\.go:\d+): )?(?:\[?(?P<level>DEBUG|INFO|WARN|WARNING|ERROR|FATAL|PANIC|TRACE)\]?:? +)?"
        rf"(?P<message>{REST})",
        priority=65,
        samples=(
            Sample(
                lines="2026/11/26 10:00:00 listening on :8080\n"
                "2026/11/26 10:00:01.123456 main.go:12: order 7 placed\n"
                "2026/11/26 10:00:03 http: panic serving 203.0.113.5:51234: no card\n"
                "goroutine 5 [running]:\n"
                "net/http.(*conn).serve.func1()\n"
                "\t/usr/lib/go/src/net/http/server.go:1825 +0xbf",
                records=(
                    {"ts": "2026-11-26T10:00:00Z", "level": None, "message": "listening on :8080"},
                    {
                        "ts": "2026-11-26T10:00:01.123456Z",
                        "message": "order 7 placed",
                        "attributes": '{"caller":"main.go:12"}',
                    },
                    {"message": "http: panic serving 203.0.113.5:51234: no card", "stack_trace": True},
                ),
            ),
            Sample(
                lines="2026/11/29 22:40:24 order 7 placed\n2026/11/29 22:40:24 two\nlines",
                records=(
                    {"ts": "2026-11-29T22:40:24Z", "message": "order 7 placed"},
                    {"ts": "2026-11-29T22:40:24Z", "message": "two\nlines"},
                ),
                writer="Go 1.19",
            ),
            Sample(
                lines="shop: 2026/11/29 22:40:24.447927 main.go:6: order placed\n"
                "shop: 2026/11/29 22:40:24.447951 main.go:6: again",
                records=(
                    {"ts": "2026-11-29T22:40:24.447927Z", "message": "order placed", "logger": "shop"},
                    {"ts": "2026-11-29T22:40:24.447951Z", "message": "again", "logger": "shop"},
                ),
                writer="Go 1.19 (prefix, file)",
            ),
        ),
    ),
    TextFormat(
        name="capnslog",
        title="etcd before 3.5 (capnslog)",
        begins=r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} [CEWNIDT] \| ",
        pattern=rf"(?P<time>{ISO_TIME}) (?P<level>[CEWNIDT]) \| (?:(?P<logger>[\w./\-]+): )?(?P<message>{REST})",
        priority=30,
        samples=(
            Sample(
                lines="2026-11-26 10:00:00.926202 I | etcdmain: etcd Version: 3.4.23\n"
                "2026-11-26 10:00:01.926202 W | etcdserver: read-only range request took too long\n"
                "2026-11-26 10:00:02.926202 C | etcdmain: listen tcp: bind: address already in use",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.926202Z",
                        "level": "INFO",
                        "logger": "etcdmain",
                        "message": "etcd Version: 3.4.23",
                    },
                    {"level": "WARNING", "logger": "etcdserver"},
                    {"level": "CRITICAL"},
                ),
            ),
            Sample(
                lines=(
                    "2026-11-30 03:59:22.333555 I | pay: order 7 placed\n"
                    "2026-11-30 03:59:22.333669 W | pay: stock low\n"
                    "2026-11-30 03:59:22.333672 E | pay: charge failed"
                ),
                records=(
                    {
                        "ts": "2026-11-30T03:59:22.333555Z",
                        "level": "INFO",
                        "message": "order 7 placed",
                        "logger": "pay",
                    },
                    {"ts": "2026-11-30T03:59:22.333669Z", "level": "WARNING", "message": "stock low", "logger": "pay"},
                    {
                        "ts": "2026-11-30T03:59:22.333672Z",
                        "level": "ERROR",
                        "message": "charge failed",
                        "logger": "pay",
                    },
                ),
                writer="capnslog 4",
            ),
            Sample(
                lines=(
                    "2026-11-30 04:01:31.877031 I | etcdmain: etcd Version: 3.4.23\n"
                    "2026-11-30 04:01:31.877067 I | etcdmain: Go Version: go1.19.8\n"
                    "2026-11-30 04:01:31.878208 I | embed: name = default\n"
                    "2026-11-30 04:01:31.878214 I | embed: data dir = /var/lib/etcd"
                ),
                records=(
                    {
                        "ts": "2026-11-30T04:01:31.877031Z",
                        "level": "INFO",
                        "message": "etcd Version: 3.4.23",
                        "logger": "etcdmain",
                    },
                    {
                        "ts": "2026-11-30T04:01:31.877067Z",
                        "level": "INFO",
                        "message": "Go Version: go1.19.8",
                        "logger": "etcdmain",
                    },
                    {
                        "ts": "2026-11-30T04:01:31.878208Z",
                        "level": "INFO",
                        "message": "name = default",
                        "logger": "embed",
                    },
                    {
                        "ts": "2026-11-30T04:01:31.878214Z",
                        "level": "INFO",
                        "message": "data dir = /var/lib/etcd",
                        "logger": "embed",
                    },
                ),
                writer="etcd 3.4",
            ),
        ),
    ),
    TextFormat(
        name="hclog",
        title="Consul, Vault, Nomad, Terraform (hclog)",
        begins=r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(?:Z|[+-]\d{4}) \[(?:TRACE|DEBUG|INFO|WARN|ERROR)\] {1,2}(?:\S+\.go:\d+: |\S+: )",
        pattern=rf"(?P<time>{ISO_TIME}) \[(?P<level>[A-Z]+)\] {{1,2}}(?:(?P<caller>\S+\.go:\d+): )?(?:(?P<logger>[\w.@/\-]+): )?(?P<message>(?s:.*?))(?::(?P<pairs>(?: {_PAIR})+))?",
        pairs="pairs",
        priority=33,
        samples=(
            Sample(
                lines="2026-11-26T10:00:00.123Z [INFO]  agent: Joining cluster: cluster=LAN\n"
                '2026-11-26T10:00:01.123+0100 [ERROR] agent.server.raft: failed to make requestVote RPC: target="{Voter a1 203.0.113.5:8300}" '
                'error="connection refused"\n'
                "2026-11-26T10:00:02.123Z [WARN]  core: disabled",
                records=(
                    {
                        "ts": "2026-11-26T10:00:00.123Z",
                        "level": "INFO",
                        "logger": "agent",
                        "message": "Joining cluster",
                    },
                    {
                        "ts": "2026-11-26T09:00:01.123Z",
                        "level": "ERROR",
                        "logger": "agent.server.raft",
                        "error_message": "connection refused",
                    },
                    {"level": "WARNING", "message": "disabled"},
                ),
            ),
            Sample(
                lines="2026-11-29T22:40:24.448Z [INFO]  agent: joining cluster: cluster=LAN\n"
                "2026-11-29T22:40:24.448Z [ERROR] agent.raft: failed to contact: error=timeout",
                records=(
                    {
                        "ts": "2026-11-29T22:40:24.448000Z",
                        "level": "INFO",
                        "message": "joining cluster",
                        "logger": "agent",
                    },
                    {
                        "ts": "2026-11-29T22:40:24.448000Z",
                        "level": "ERROR",
                        "message": "failed to contact",
                        "logger": "agent.raft",
                        "error_message": "timeout",
                    },
                ),
                writer="hclog 1.4",
            ),
            Sample(
                lines="2026-11-29T22:40:24.448Z [INFO]  go/main.go:16: joining cluster\n"
                "2026-11-29T22:40:24.448Z [WARN]  go/main.go:16: slow: took=1s",
                records=(
                    {"ts": "2026-11-29T22:40:24.448000Z", "level": "INFO", "message": "joining cluster"},
                    {"ts": "2026-11-29T22:40:24.448000Z", "level": "WARNING", "message": "took=1s", "logger": "slow"},
                ),
                writer="hclog 1.4 (location)",
            ),
        ),
    ),
)
