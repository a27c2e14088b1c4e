"""klog of Kubernetes' components, and glog, from which it comes: the level's letter, month and day, no year.

glog 0.5 and later write the year, and Abseil's log the seconds since 1970.
"""

from __future__ import annotations

from ingest.formats.log_format import Sample
from ingest.formats.text_format import TextFormat
from ingest.formats.text_parts import REST

_TIME = r"(?:(?:\d{4})?\d{4} \d\d:\d\d:\d\d\.\d{6}|0000 00:00:\d{10}\.\d{6})"
_HEAD = (
    r"(?P<level>[IWEF])(?:(?P<time>(?:\d{4})?[01]\d[0-3]\d \d\d:\d\d:\d\d\.\d{6})|0000 00:00:(?P<epoch>\d{10}\.\d{6})) +(?P<thread>\d+) "
    r"(?P<caller>[^\s\]]+:\d+)\] "
)
_VALUE = r'(?:"(?:[^"\\]|\\.)*"|<\n(?s:.*?)\n >|[^\s"]\S*|)'

FORMATS = (
    TextFormat(
        name="klog_structured",
        title="klog with keys and values (Kubernetes)",
        begins=rf'[IWEF]{_TIME} +\d+ [^\s\]]+:\d+\] "(?:[^"\\]|\\.)*"(?: |$)',
        pattern=rf'{_HEAD}"(?P<message>(?:[^"\\]|\\.)*)"(?P<pairs>(?: +[\w./\-]+={_VALUE})*?(?: +resp=(?P<status>\d{{3}}))?)',
        levels={"F": "FATAL"},
        pairs="pairs",
        pair=rf"([\w./\-]+)=({_VALUE})",
        escaped=("message",),
        priority=30,
        samples=(
            Sample(
                lines='I0105 10:00:00.123456       1 kubelet.go:1234] "Pod status \\"updated\\"" pod="kube-system/kubedns" status="ready"\n'
                'E0105 10:00:01.123456    4242 pod_workers.go:951] "Error syncing pod, skipping" err="no card" pod="shop/pay-0"\n'
                'I1231 23:59:59.999999       1 httplog.go:132] "HTTP" verb="GET" URI="/api/v1/pods/7?limit=5" latency="1.5ms" '
                'userAgent="kubectl/v1.31" audit-ID="7a" srcIP="203.0.113.5:1234" resp=200',
                records=(
                    {
                        "ts": "2026-01-05T10:00:00.123456Z",
                        "level": "INFO",
                        "message": 'Pod status "updated"',
                        "attributes": '{"time":"0105 10:00:00.123456","thread":"1","caller":"kubelet.go:1234","status":"ready",'
                        '"_longtail":{"time":"date_from_file"}}',
                    },
                    {"level": "ERROR", "message": "Error syncing pod, skipping", "error_message": "no card"},
                    {
                        "ts": "2025-12-31T23:59:59.999999Z",
                        "method": "GET",
                        "path": "/api/v1/pods/7",
                        "duration_ms": 1.5,
                        "client_ip": "203.0.113.5",
                        "status": 200,
                    },
                ),
            ),
            Sample(
                lines=(
                    'I1130 04:00:56.921103   26847 main.go:5] "Pod status updated" pod="shop/pay" status="ready"\n'
                    'E1130 04:00:56.921114   26847 main.go:5] "Charge failed" err="no card" order=7 took="1.5s"\n'
                    'I1130 04:00:56.921117   26847 main.go:5] "several lines" text=<\n'
                    "\ta\n"
                    "\tb\n"
                    " >"
                ),
                records=(
                    {
                        "ts": "2025-11-30T04:00:56.921103Z",
                        "level": "INFO",
                        "message": "Pod status updated",
                        "host": "shop/pay",
                    },
                    {
                        "ts": "2025-11-30T04:00:56.921114Z",
                        "level": "ERROR",
                        "message": "Charge failed",
                        "duration_ms": 1500.0,
                        "error_message": "no card",
                    },
                    {"ts": "2025-11-30T04:00:56.921117Z", "level": "INFO", "message": "several lines"},
                ),
                writer="klog 2.80",
            ),
            Sample(
                lines=(
                    'I0524 12:00:00.123456    4242 kubelet_node_status.go:73] "Successfully registered node" node="web1"\n'
                    'E0524 12:00:01.123456    4242 pod_workers.go:1294] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"web\\" with CrashLoopBackOff: \\"back-off 10s restarting failed container=web pod=web-0_shop(6f9a0c11)\\"" pod="shop/web-0" podUID=6f9a0c11'
                ),
                records=(
                    {
                        "ts": "2025-05-24T12:00:00.123456Z",
                        "level": "INFO",
                        "message": "Successfully registered node",
                        "host": "web1",
                    },
                    {
                        "ts": "2025-05-24T12:00:01.123456Z",
                        "level": "ERROR",
                        "message": "Error syncing pod, skipping",
                        "host": "shop/web-0",
                        "error_message": 'failed to "StartContainer" for "web" with CrashLoopBackOff: "back-off 10s restarting failed container=web pod=web-0_shop(6f9a0c11)"',
                    },
                ),
                writer="kubelet 1.27 (published)",
            ),
        ),
    ),
    TextFormat(
        name="klog",
        title="klog (Kubernetes), glog, Abseil",
        begins=rf"[IWEF]{_TIME} +\d+ [^\s\]]+:\d+\] ",
        pattern=rf"{_HEAD}(?P<message>(?:Trace\[\d+\]: [^\n]*\(total time: (?P<duration>\d+m?s)\))?{REST})",
        levels={"F": "FATAL"},
        priority=31,
        samples=(
            Sample(
                lines="W0105 10:00:00.123456       1 reflector.go:324] failed to list *v1.Pod: connection refused\n"
                'I0105 10:00:01.000001       1 trace.go:236] Trace[17]: "List" url:/api/v1/pods (05-Jan-2026 10:00:00.000) (total time: 1034ms):\n'
                'Trace[17]: ---"Listing from storage done" 1033ms (10:00:01.000)\n'
                "F20260105 10:00:02.654321  4242 main.cc:12] Check failed: x == 1\n"
                "I0000 00:00:1795687203.000007    4242 port.cc:153] oneDNN custom operations are on",
                records=(
                    {
                        "ts": "2026-01-05T10:00:00.123456Z",
                        "level": "WARNING",
                        "message": "failed to list *v1.Pod: connection refused",
                    },
                    {
                        "level": "INFO",
                        "duration_ms": 1034.0,
                        "message": 'Trace[17]: "List" url:/api/v1/pods (05-Jan-2026 10:00:00.000) (total time: 1034ms):\n'
                        'Trace[17]: ---"Listing from storage done" 1033ms (10:00:01.000)',
                    },
                    {"ts": "2026-01-05T10:00:02.654321Z", "level": "CRITICAL", "message": "Check failed: x == 1"},
                    {"ts": "2026-11-26T10:00:03.000007Z", "level": "INFO"},
                ),
            ),
            Sample(
                lines=(
                    "I1130 04:00:56.921002   26847 main.go:4] Pod status updated\n"
                    "W1130 04:00:56.921081   26847 main.go:4] stock of SKU-7 low\n"
                    "E1130 04:00:56.921084   26847 main.go:4] charge failed\n"
                    "no card"
                ),
                records=(
                    {"ts": "2025-11-30T04:00:56.921002Z", "level": "INFO", "message": "Pod status updated"},
                    {"ts": "2025-11-30T04:00:56.921081Z", "level": "WARNING", "message": "stock of SKU-7 low"},
                    {"ts": "2025-11-30T04:00:56.921084Z", "level": "ERROR", "message": "charge failed\nno card"},
                ),
                writer="klog 2.80",
            ),
            Sample(
                lines=(
                    "I1130 03:59:04.021197   22723 main.go:3] order 7 placed\n"
                    "W1130 03:59:04.021271   22723 main.go:3] stock low\n"
                    "E1130 03:59:04.021274   22723 main.go:3] charge failed\n"
                    "no card"
                ),
                records=(
                    {"ts": "2025-11-30T03:59:04.021197Z", "level": "INFO", "message": "order 7 placed"},
                    {"ts": "2025-11-30T03:59:04.021271Z", "level": "WARNING", "message": "stock low"},
                    {"ts": "2025-11-30T03:59:04.021274Z", "level": "ERROR", "message": "charge failed\nno card"},
                ),
                writer="glog (Go)",
            ),
            Sample(
                lines=(
                    "I20261130 04:12:58.598026 32392 g.cc:2] order 7 placed\n"
                    "W20261130 04:12:58.598080 32392 g.cc:2] stock low\n"
                    "E20261130 04:12:58.598085 32392 g.cc:2] charge failed\n"
                    "no card"
                ),
                records=(
                    {"ts": "2026-11-30T04:12:58.598026Z", "level": "INFO", "message": "order 7 placed"},
                    {"ts": "2026-11-30T04:12:58.59808Z", "level": "WARNING", "message": "stock low"},
                    {"ts": "2026-11-30T04:12:58.598085Z", "level": "ERROR", "message": "charge failed\nno card"},
                ),
                writer="glog 0.6",
            ),
        ),
    ),
)
