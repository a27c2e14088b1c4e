"""The same error from a text log and from a JSON log is one group."""

# ruff: noqa: E501 (stack traces are lines as they stand in files)

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from tests.ingest.stored import store


@dataclass(frozen=True)
class _Error:
    """An error as it stands in a text log, and the JSON record that means the same."""

    text: str
    record: dict[str, Any]
    type: str | None
    told: str | None
    message: str = "charge failed"


_PYTHON = 'Traceback (most recent call last):\n  File "/srv/app/pay.py", line 12, in pay\n    raise ValueError("no card")\nValueError: no card'
_CHAINED = (
    'Traceback (most recent call last):\n  File "/srv/app/net.py", line 3, in call\n    raise OSError("refused")\nOSError: refused\n\n'
    "The above exception was the direct cause of the following exception:\n\n" + _PYTHON
)
_ANNOTATED = (
    'Traceback (most recent call last):\n\n> File "/srv/app/pay.py", line 12, in pay\n    raise ValueError(card)\n'
    "                     └ <Card 7>\n\nValueError: no card"
)
_RICH = (
    "╭───────────────────── Traceback (most recent call last) ──────────────────────╮\n"
    "│ /srv/app/pay.py:12 in pay                                                    │\n"
    "│                                                                              │\n"
    '│ ❱ 12 │   raise ValueError("no card")                                         │\n'
    "╰──────────────────────────────────────────────────────────────────────────────╯\nValueError: no card"
)
_JAVA = (
    "java.lang.IllegalStateException: no card\n\tat com.acme.Pay.charge(Pay.java:4)\n\tat com.acme.Pay.main(Pay.java:6)\n"
    "\tSuppressed: java.lang.RuntimeException: closed\n\t\t... 1 more\nCaused by: java.io.IOException: refused\n\tat com.acme.Net.call(Net.java:3)\n\t... 2 more"
)
_DOTNET = (
    "System.InvalidOperationException: no card\n ---> System.IO.IOException: refused\n   at Shop.Net.Call() in /srv/app/Net.cs:line 3\n"
    "   --- End of inner exception stack trace ---\n   at Shop.Pay.Charge(Int32 order) in /srv/app/Pay.cs:line 12"
)
_NODE = "TypeError: no card\n    at pay (/srv/app/pay.js:3:9)\n    at main (/srv/app/main.js:7:1)"
_CAUSE = "Error: no card\n    at pay (/srv/app/pay.js:3:9) {\n  [cause]: TypeError: refused\n      at call (/srv/app/net.js:1:23)\n}"
_RUBY = "/srv/app/pay.rb:12:in `pay': no card (ArgumentError)\n\tfrom /srv/app/main.rb:5:in `<main>'"
_PHP = "RuntimeException: no card in /srv/app/Pay.php:12\nStack trace:\n#0 /srv/app/Shop.php(3): Shop\\Pay->charge()\n#1 {main}"
_GO = "goroutine 7 [running]:\nmain.pay(0x7)\n\t/srv/app/pay.go:12 +0x1d\nmain.main()\n\t/srv/app/main.go:3 +0x2a"
_RUST = "thread 'main' panicked at src/pay.rs:12:5:\nno card\nstack backtrace:\n   0: app::pay\n             at ./src/pay.rs:12:5"
_ELIXIR = "** (RuntimeError) no card\n    (shop 0.1.0) lib/shop/pay.ex:5: Shop.Pay.charge/1\n    (elixir 1.14.0) lib/task.ex:9: Task.run/1"

ERRORS = {
    "python": _Error(
        f"2026-11-26 10:00:00,123 - app.pay - ERROR - charge failed\n{_PYTHON}",
        {"exc_info": _PYTHON},
        "ValueError",
        "no card",
    ),
    "python chained": _Error(
        f"[2026-11-26 10:00:00 +0000] [17] [ERROR] charge failed\n{_CHAINED}",
        {"exc_info": _CHAINED},
        "ValueError",
        "no card",
    ),
    "loguru": _Error(
        f"2026-11-26 10:00:00.123 | ERROR    | app.pay:pay:12 - charge failed\n{_ANNOTATED}",
        {"exc_info": _PYTHON},
        "ValueError",
        "no card",
    ),
    "structlog": _Error(
        f"2026-11-26 10:00:00 [error    ] charge failed                  order=7\n{_PYTHON}",
        {"exception": _PYTHON},
        "ValueError",
        "no card",
    ),
    "structlog with rich": _Error(
        f"2026-11-26 10:00:00 [error    ] charge failed                  order=7\n{_RICH}",
        {"exception": _PYTHON},
        "ValueError",
        "no card",
    ),
    "celery": _Error(
        f"[2026-11-26 10:00:00,123: ERROR/MainProcess] charge failed\n{_PYTHON}",
        {"exc_info": _PYTHON},
        "ValueError",
        "no card",
    ),
    "uvicorn": _Error(f"ERROR:    charge failed\n{_PYTHON}", {"exc_info": _PYTHON}, "ValueError", "no card"),
    "spring": _Error(
        f"2026-11-26T10:00:00.123Z ERROR 17 --- [main] com.acme.Pay : charge failed\n\n{_JAVA}",
        {"stack_trace": _JAVA},
        "java.lang.IllegalStateException",
        "no card",
    ),
    "java.util.logging": _Error(
        f"Nov 26, 2026 10:00:00 AM com.acme.Pay main\nSEVERE: charge failed\n{_JAVA}",
        {"stack_trace": _JAVA},
        "java.lang.IllegalStateException",
        "no card",
    ),
    "java on the first line": _Error(
        f"10:00:00.123 [main] ERROR com.acme.Pay - charge failed: {_JAVA}",
        {"stack_trace": _JAVA},
        "java.lang.IllegalStateException",
        "no card",
    ),
    ".net": _Error(
        "fail: Shop.Pay[0]\n      charge failed\n      " + _DOTNET.replace("\n", "\n      "),
        {"exception": _DOTNET},
        "System.InvalidOperationException",
        "no card",
    ),
    "serilog": _Error(
        f"2026-11-26 10:00:00.123 +00:00 [ERR] charge failed\n{_DOTNET}",
        {"exception": _DOTNET},
        "System.InvalidOperationException",
        "no card",
    ),
    "node": _Error(
        f"2026-11-26T10:00:00.123Z error: charge failed\n{_NODE}",
        {"err": {"type": "TypeError", "message": "no card", "stack": _NODE}},
        "TypeError",
        "no card",
    ),
    "node within the line": _Error(f"error: charge failed {_NODE}", {"err": {"stack": _NODE}}, "TypeError", "no card"),
    "rails with tags": _Error(
        "F, [2026-11-26T10:00:00.123456 #17] FATAL -- : [5c1b0f4e-0e41-4d0c-9a57-6f1d6a0a9c11]   \n"
        "[5c1b0f4e-0e41-4d0c-9a57-6f1d6a0a9c11] ArgumentError (no card):\n[5c1b0f4e-0e41-4d0c-9a57-6f1d6a0a9c11]   \n"
        "[5c1b0f4e-0e41-4d0c-9a57-6f1d6a0a9c11] app/controllers/pay_controller.rb:5:in `create'",
        {"stack_trace": "ArgumentError (no card):\n  \napp/controllers/pay_controller.rb:5:in `create'"},
        "ArgumentError",
        "no card",
        "ArgumentError (no card):",
    ),
    "logrus": _Error(
        f"ERRO[0012] charge failed                                 order=7\n{_GO}", {"stack": _GO}, None, None
    ),
    "node with a cause": _Error(
        f"2026-11-26T10:00:00.123Z error: charge failed\n{_CAUSE}", {"stack": _CAUSE}, "Error", "no card"
    ),
    "pino-pretty": _Error(
        '[10:00:00.123] ERROR (17): charge failed\n    err: {\n      "type": "TypeError",\n      "message": "no card",\n      "stack":\n          '
        + _NODE.replace("\n", "\n          ")
        + "\n    }",
        {"err": {"type": "TypeError", "message": "no card", "stack": _NODE}},
        "TypeError",
        "no card",
    ),
    "ruby": _Error(
        f"E, [2026-11-26T10:00:00.123456 #17] ERROR -- : charge failed\n{_RUBY}",
        {"stack_trace": _RUBY},
        "ArgumentError",
        "no card",
    ),
    "ruby on the first line": _Error(
        f"E, [2026-11-26T10:00:00.123456 #17] ERROR -- : charge failed: {_RUBY}",
        {"stack_trace": _RUBY},
        "ArgumentError",
        "no card",
    ),
    "php": _Error(
        f"[2026-11-26T10:00:00.123456+00:00] app.ERROR: charge failed\n{_PHP}",
        {"stack_trace": _PHP},
        "RuntimeException",
        "no card",
    ),
    "monolog": _Error(
        '[2026-11-26 10:00:00] local.ERROR: charge failed {"exception":"[object] (RuntimeException(code: 0): no card at /srv/app/Pay.php:12)\n'
        '[stacktrace]\n#0 /srv/app/Shop.php(3): Shop\\\\Pay->charge()\n#1 {main}\n"} ',
        {
            "context": {
                "exception": "[object] (RuntimeException(code: 0): no card at /srv/app/Pay.php:12)\n[stacktrace]\n"
                "#0 /srv/app/Shop.php(3): Shop\\Pay->charge()\n#1 {main}\n"
            }
        },
        "RuntimeException",
        "no card",
    ),
    "go": _Error(f"2026/11/26 10:00:00 ERROR charge failed\n{_GO}", {"stack": _GO}, None, None),
    "rust": _Error(
        f"[2026-11-26T10:00:00Z ERROR app] charge failed\n{_RUST}", {"backtrace": _RUST}, "panic", "no card"
    ),
    "elixir": _Error(
        f"10:00:00.123 [error] charge failed\n{_ELIXIR}", {"stacktrace": _ELIXIR}, "RuntimeError", "no card"
    ),
}


@pytest.mark.parametrize("error", [pytest.param(error, id=name) for name, error in ERRORS.items()])
def test_one_group(error: _Error) -> None:
    """Type, message and group are the same, and the text before the trace is the message."""
    record = {"time": "2026-11-26T10:00:00Z", "level": "error", "message": "charge failed", **error.record}
    stored = store(f"{error.text}\n{json.dumps(record)}\n")
    assert stored.rejects == []
    from_text, from_json = stored.rows
    assert (error.type, error.told, error.message) == tuple(
        from_text[column] for column in ("error_type", "error_message", "message")
    )
    assert from_text["stack_trace"]
    assert (from_json["error_type"], from_json["error_id"]) == (from_text["error_type"], from_text["error_id"])
