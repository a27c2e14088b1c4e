"""From what happens to log lines: each event in every file where an application would have written it.

A line is `(ts, stream, text)`: microseconds, `service/kind`, and one line of JSON that ends in a newline. Texts are put
together by formatting, many times faster than encoding a dict; what may hold quotes goes through `json.dumps`.

Lines of the application log carry the route, but neither method nor path: they tell of a request, they are none.
"""

import json
from dataclasses import dataclass

from dashboard.demo.bugs import Bug
from dashboard.demo.clock import stamp

Line = tuple[int, str, str]
SLOW_MS = 500


def deployed(service: str, host: str, version: str) -> str:
    """The JSON of who writes."""
    return f'"service":"{service}","host":"{host}","version":"{version}"'


def context(request_id: str, trace_id: str, span_id: str, user_id: str | None) -> str:
    """The JSON of what a line belongs to."""
    user = f'"{user_id}"' if user_id else "null"
    return f'"request_id":"{request_id}","trace_id":"{trace_id}","span_id":"{span_id}","user_id":{user}'


@dataclass(slots=True)
class Request:
    """One request (or background task) in one service: what its lines repeat, and the `lines` they are added to.

    `deployed` is the JSON of service, host and version; `context` that of the ids, from `request_id` to `user_id`.
    Wherever a method takes `more`, that is the JSON of further fields, each after a comma.
    """

    lines: list[Line]
    service: str
    release: int
    deployed: str
    context: str
    route: str = ""
    client_ip: str = ""
    method: str = ""
    path: str = ""

    def app(self, ts: int, level: str, logger: str, message: str, more: str = "") -> None:
        """Write to the application log, and to the error log what is ERROR or worse; `message` needs no escaping."""
        where = (
            f'"route":"{self.route}","client_ip":"{self.client_ip}"' if self.route else '"route":null,"client_ip":null'
        )
        text = (
            f'{{"timestamp":"{stamp(ts)}","level":"{level}","logger":"{logger}",{self.deployed},'
            f'"message":"{message}",{self.context},{where}{more}}}\n'
        )
        self.lines.append((ts, f"{self.service}/app", text))
        if level in {"ERROR", "CRITICAL"}:
            self.lines.append((ts, f"{self.service}/error", text))

    def access(self, ts: int, status: int, duration_ms: float, agent: str, more: str = "") -> None:
        """Write to the access log, and to the log of slow requests what took 500 ms or more."""
        text = (
            f'{{"timestamp":"{stamp(ts)}","level":"INFO","logger":"{self.service}.access",{self.deployed},'
            f'"message":"{self.method} {self.path} {status}",{self.context},'
            f'"method":"{self.method}","path":"{self.path}","route":"{self.route}","status":{status},'
            f'"duration_ms":{duration_ms:.3f},"client_ip":"{self.client_ip}","user_agent":"{agent}"{more}}}\n'
        )
        self.lines.append((ts, f"{self.service}/access", text))
        if duration_ms >= SLOW_MS:
            slow = f'{text[:-2]},"threshold_ms":{SLOW_MS}}}\n'
            self.lines.append((ts, f"{self.service}/slow_requests", slow))

    def failure(self, ts: int, bug: Bug, facts: dict[str, str]) -> None:
        """Write an exception to all three places: the application log, the error log and the errors JSONL."""
        says = bug.says.format_map(facts)
        if not bug.frames:
            self.app(ts, bug.level, bug.logger, says)
            return
        exception = self._exception(bug, facts)
        self.app(ts, bug.level, bug.logger, says, f',"exception":{exception}')
        where = f'"method":"{self.method}","path":"{self.path}",' if self.method else ""
        text = (
            f'{{"timestamp":"{stamp(ts)}","level":"{bug.level}","logger":"{bug.logger}",{self.deployed},'
            f'"environment":"production","message":"{says}",{self.context},"exception":{exception},'
            f'"request":{{{where}"route":"{self.route}","client_ip":"{self.client_ip}"}},"handled":false}}\n'
        )
        self.lines.append((ts, f"{self.service}/errors", text))

    def business(self, ts: int, event: str, facts: dict[str, str], more: str = "") -> None:
        """Write what the trade wants to know, with its values as fields of their own."""
        says = f"{event.replace('_', ' ').capitalize()}: {facts['amount']} EUR"
        values = (
            f'"order_id":{facts["order"]},"cart_id":"{facts["cart"]}","sku":"{facts["sku"]}","items":{facts["qty"]},'
            f'"amount":{facts["amount"]},"currency":"EUR"'
        )
        self._event(ts, event, says, f"{values}{more}")

    def mail(self, ts: int, template: str, facts: dict[str, str], reason: str | None) -> None:
        """Write that a mail was sent, or why not, to the business log; `reason` needs no escaping."""
        event = "mail_failed" if reason else "mail_sent"
        says = f"{event.replace('_', ' ').capitalize()}: {template}"
        outcome = f'"outcome":"failed","reason":"{reason}"' if reason else '"outcome":"sent"'
        self._event(ts, event, says, f'"template":"{template}","channel":"mail",{outcome},"order_id":{facts["order"]}')

    def _event(self, ts: int, event: str, says: str, values: str) -> None:
        text = (
            f'{{"timestamp":"{stamp(ts)}","level":"INFO","logger":"{self.service}.business",{self.deployed},'
            f'"event":"{event}","message":"{says}",{self.context},{values}}}\n'
        )
        self.lines.append((ts, f"{self.service}/business", text))

    def _exception(self, bug: Bug, facts: dict[str, str]) -> str:
        """The JSON object of an exception: type, message and traceback."""
        message = bug.message.format_map(facts)
        stack = bug.stack(self.service, self.release, message)
        return json.dumps({"type": bug.type, "message": message, "stacktrace": stack}, separators=(",", ":"))
