"""Log4j 2's JsonLayout and JsonTemplateLayout: `instant` or `timeMillis`, `thrown`."""

from __future__ import annotations

from ingest.formats.log_format import Format, Record, Sample


def _matches(record: Record) -> bool:
    return "loggerName" in record and ("instant" in record or "timeMillis" in record or "loggerFqcn" in record)


FORMAT = Format(
    name="log4j2",
    title="Log4j 2 (JsonLayout)",
    signs="loggerName with instant, timeMillis or loggerFqcn",
    matches=_matches,
    paths={
        "ts": ("/instant", "/timeMillis"),
        "logger": ("/loggerName",),
        "error_type": ("/thrown/name",),
        "error_message": ("/thrown/message", "/thrown/localizedMessage"),
        "stack_trace": ("/thrown/extendedStackTrace", "/thrown/stackTrace"),
        "trace_id": ("/contextMap/traceId", "/contextMap/trace_id"),
    },
    samples=(
        Sample(
            lines='{"instant":{"epochSecond":1700000000,"nanoOfSecond":123456789},"thread":"main","level":"FATAL","loggerName":"com.shop.Pay",'
            '"message":"gone","thrown":{"name":"java.io.IOException","message":"refused","extendedStackTrace":[{"class":"com.shop.Pay",'
            '"method":"charge","file":"Pay.java","line":31}]},"contextMap":{"traceId":"t-1"}}',
            records=(
                {
                    "ts": "2023-11-14T22:13:20.123456Z",
                    "level": "CRITICAL",
                    "logger": "com.shop.Pay",
                    "trace_id": "t-1",
                    "error_type": "java.io.IOException",
                    "error_message": "refused",
                    "stack_trace": "    at com.shop.Pay.charge (Pay.java:31)",
                },
            ),
        ),
    ),
)
