"""Kubernetes' audit log: its `level` says how much was recorded."""

from __future__ import annotations

from ingest.formats.log_format import Format, Record, Sample


def _matches(record: Record) -> bool:
    return "auditID" in record and "stage" in record


FORMAT = Format(
    name="k8s_audit",
    title="Kubernetes audit",
    signs="auditID, stage",
    matches=_matches,
    paths={
        "ts": ("/requestReceivedTimestamp", "/stageTimestamp"),
        "path": ("/requestURI",),
        "status": ("/responseStatus/code",),
        "client_ip": ("/sourceIPs",),
        "user_id": ("/user/username",),
        "error_message": ("/responseStatus/message",),
    },
    silent=frozenset({"level", "message", "method", "host", "service", "error_type", "stack_trace"}),
    samples=(
        Sample(
            lines='{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Request","auditID":"a","stage":"ResponseComplete","requestURI":'
            '"/api/v1/pods?x=1","verb":"create","user":{"username":"minikube"},"sourceIPs":["192.168.49.1"],"responseStatus":{"code":201},'
            '"requestReceivedTimestamp":"2023-05-17T15:08:22.763960Z"}',
            records=(
                {
                    "ts": "2023-05-17T15:08:22.763960Z",
                    "level": None,
                    "method": None,
                    "path": "/api/v1/pods",
                    "status": 201,
                    "client_ip": "192.168.49.1",
                    "user_id": "minikube",
                },
            ),
        ),
    ),
)
