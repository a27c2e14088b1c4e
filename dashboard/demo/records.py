"""From what happens to log lines: each event in every file where an application would have written it.

A line is `(ts, stream, text)`: microseconds, `service/kind`, and one line of JSON that ends in a newline. Texts are put
together by formatting, many times faster than encoding a dict; what may hold quotes goes through `json.dumps`.
"""

import json
from dataclasses import dataclass

from dashboard.demo.bugs import Bug
from dashboard.demo.clock import stamp

Line = tuple[int, str, str]
SLOW_MS = 500


@dataclass(slots=True)
class Request:
    """One request (or background task) in one service: what every line of it repeats.

    `deployed` is the JSON of service, host and version; `context` that of the ids, from `request_id` to `user_id`.
    """

    service: str
    release: int
    deployed: str
    context: str
    method: str
    path: str
    route: str
    client_ip: str


def deployed(service: str, host: str, version: str) -> str:
    """The JSON of who writes."""
    return f'"service":"{service}","host":"{host}","version":"{version}"'


def context(request_id: str, trace_id: str, span_id: str, user_id: str | None) -> str:
    """The JSON of what a line belongs to."""
    user = f'"{user_id}"' if user_id else "null"
    return f'"request_id":"{request_id}","trace_id":"{trace_id}","span_id":"{span_id}","user_id":{user}'


def app_text(ts: int, request: Request, level: str, logger: str, message: str, more: str = "") -> str:
    """A line of the application log. `message` holds nothing that JSON escapes; `more` starts with a comma."""
    return (
        f'{{"timestamp":"{stamp(ts)}","level":"{level}","logger":"{logger}",{request.deployed},'
        f'"message":"{message}",{request.context},"route":"{request.route}","client_ip":"{request.client_ip}",'
        f'"environment":"production"{more}}}\n'
    )


def access_text(ts: int, request: Request, status: int, duration_ms: float, size: int, agent: str, more: str = "") -> str:
    """A line of the access log, written when the answer has gone out."""
    return (
        f'{{"timestamp":"{stamp(ts)}","level":"INFO","logger":"{request.service}.access",{request.deployed},'
        f'"message":"{request.method} {request.path} {status}",{request.context},'
        f'"method":"{request.method}","path":"{request.path}","route":"{request.route}","status":{status},'
        f'"duration_ms":{duration_ms:.3f},"client_ip":"{request.client_ip}","user_agent":"{agent}","bytes":{size}{more}}}\n'
    )


def app(out: list[Line], ts: int, request: Request, level: str, logger: str, message: str, more: str = "") -> None:
    """Write to the application log, and to the error log what is ERROR or worse."""
    text = app_text(ts, request, level, logger, message, more)
    out.append((ts, f"{request.service}/app", text))
    if level in {"ERROR", "CRITICAL"}:
        out.append((ts, f"{request.service}/error", text))


def access(
    out: list[Line], ts: int, request: Request, status: int, duration_ms: float, size: int, agent: str, more: str = ""
) -> None:
    """Write to the access log, and to the log of slow requests what took 500 ms or more."""
    text = access_text(ts, request, status, duration_ms, size, agent, more)
    out.append((ts, f"{request.service}/access", text))
    if duration_ms >= SLOW_MS:
        slow = f'{text[:-2]},"threshold_ms":{SLOW_MS}}}\n'
        out.append((ts, f"{request.service}/slow_requests", slow))


def exception_json(bug: Bug, request: Request, facts: dict[str, str]) -> str:
    """The JSON object of an exception: type, message and traceback."""
    message = bug.message.format_map(facts)
    stack = bug.stack(request.service, request.release, message)
    return json.dumps({"type": bug.type, "message": message, "stacktrace": stack}, separators=(",", ":"))


def failure(out: list[Line], ts: int, request: Request, bug: Bug, facts: dict[str, str]) -> None:
    """Write an exception to all three places: the application log, the error log and the errors JSONL."""
    says = bug.says.format_map(facts)
    if not bug.frames:
        app(out, ts, request, bug.level, bug.logger, says)
        return
    exception = exception_json(bug, request, facts)
    app(out, ts, request, bug.level, bug.logger, says, f',"exception":{exception}')
    where = f'"method":"{request.method}","path":"{request.path}",' if request.method else ""
    text = (
        f'{{"timestamp":"{stamp(ts)}","level":"{bug.level}","logger":"{bug.logger}",{request.deployed},'
        f'"environment":"production","message":"{says}",{request.context},"exception":{exception},'
        f'"request":{{{where}"route":"{request.route}","client_ip":"{request.client_ip}"}},"handled":false}}\n'
    )
    out.append((ts, f"{request.service}/errors", text))


def business(out: list[Line], ts: int, request: Request, event: str, facts: dict[str, str]) -> None:
    """Write what the trade wants to know, with its values as fields of their own."""
    text = (
        f'{{"timestamp":"{stamp(ts)}","level":"INFO","logger":"{request.service}.business",{request.deployed},'
        f'"event":"{event}","message":"{event.replace("_", " ").capitalize()}: {facts["amount"]} EUR",{request.context},'
        f'"order_id":{facts["order"]},"cart_id":"{facts["cart"]}","sku":"{facts["sku"]}","items":{facts["qty"]},'
        f'"amount":{facts["amount"]},"currency":"EUR"}}\n'
    )
    out.append((ts, f"{request.service}/business", text))
