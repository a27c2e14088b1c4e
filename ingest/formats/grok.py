r"""Grok: ``%{IPORHOST:client_ip}`` in a pattern stands for a named group with a known pattern.

The names are those that Logstash and others document; what they stand for is written here for RE2, which has no look-around.
"""

from __future__ import annotations

import re

from ingest.formats import text_parts

NAMES: dict[str, str] = {
    "WORD": r"\w+",
    "NOTSPACE": r"\S+",
    "SPACE": r"\s*",
    "DATA": r".*?",
    "GREEDYDATA": text_parts.REST,
    "MULTILINEDATA": text_parts.REST,
    "INT": r"[+-]?\d+",
    "POSINT": r"[1-9]\d*",
    "NONNEGINT": r"\d+",
    "NUMBER": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?",
    "BASE10NUM": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)",
    "BASE16NUM": r"[+-]?(?:0x)?[0-9A-Fa-f]+",
    "BOOLEAN": r"(?i:true|false)",
    "QUOTEDSTRING": r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""",
    "QS": r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""",
    "UUID": r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}",
    "USERNAME": r"[\w.\-]+",
    "USER": r"[\w.\-]+",
    "EMAILADDRESS": r"[\w.!#$%&'*+/=?^`{|}~\-]+@[\w.\-]+",
    "HTTPDUSER": r"[\w.!#$%&'*+/=?^`{|}~@\-]+",
    "IP": text_parts.IP,
    "IPV4": r"\d{1,3}(?:\.\d{1,3}){3}",
    "IPV6": r"[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]+",
    "HOSTNAME": r"[0-9A-Za-z_](?:[\w\-.]*[\w])?\.?",
    "HOST": r"[0-9A-Za-z_](?:[\w\-.]*[\w])?\.?",
    "IPORHOST": text_parts.ADDRESS,
    "HOSTPORT": r"[\w.:\-]+:[1-9]\d*",
    "MAC": r"(?:[0-9A-Fa-f]{2}[:\-]){5}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}",
    "PATH": r"(?:/[^\s]*|[A-Za-z]:\\[^\s]*)",
    "UNIXPATH": r"/[^\s]*",
    "WINPATH": r"[A-Za-z]:\\[^\s]*",
    "URIPROTO": r"[A-Za-z][A-Za-z0-9+\-.]*",
    "URIHOST": r"[\w.\-]+(?::\d+)?",
    "URIPATH": r"/[^\s?#]*",
    "URIPARAM": r"\?[^\s#]*",
    "URIQUERY": r"[^\s#]*",
    "URIPATHPARAM": r"/[^\s?#]*(?:\?[^\s#]*)?",
    "URI": r"[A-Za-z][A-Za-z0-9+\-.]*://\S*",
    "MONTH": r"[A-Z][a-z]{2,8}",
    "MONTHNUM": r"(?:0?[1-9]|1[0-2])",
    "MONTHNUM2": r"(?:0[1-9]|1[0-2])",
    "MONTHDAY": r"(?:0[1-9]|[12]\d|3[01]|[1-9])",
    "DAY": r"[A-Z][a-z]{2,8}",
    "YEAR": r"\d{4}|\d\d",
    "HOUR": r"\d\d?",
    "MINUTE": r"\d\d",
    "SECOND": r"\d\d(?:[:.,]\d+)?",
    "TIME": r"\d\d?:\d\d(?::\d\d(?:[:.,]\d+)?)?",
    "DATE_US": r"\d\d?[/\-]\d\d?[/\-]\d{2,4}",
    "DATE_EU": r"\d\d?[./\-]\d\d?[./\-]\d{2,4}",
    "DATE": r"\d\d?[./\-]\d\d?[./\-]\d{2,4}",
    "DATESTAMP": r"\d\d?[./\-]\d\d?[./\-]\d{2,4}[\- ]\d\d?:\d\d(?::\d\d(?:[:.,]\d+)?)?",
    "TIMESTAMP_ISO8601": text_parts.ISO_TIME,
    "ISO8601_TIMEZONE": r"(?:Z|[+-]\d\d(?::?\d\d)?)",
    "HTTPDATE": text_parts.CLF_TIME,
    "HTTPDERROR_DATE": text_parts.CTIME,
    "SYSLOGTIMESTAMP": text_parts.SYSLOG_TIME,
    "TZ": r"[A-Z]{3,4}",
    "LOGLEVEL": text_parts.LEVEL,
    "PROG": r"[^\s\[\]:]+",
    "SYSLOGPROG": r"[^\s\[\]:]+(?:\[\d+\])?",
    "SYSLOGHOST": text_parts.ADDRESS,
    "JAVACLASS": r"(?:[A-Za-z$_][\w$]*\.)*[A-Za-z$_][\w$]*",
    "JAVAFILE": r"[\w$.\- ]+",
    "JAVAMETHOD": r"(?:<(?:cl)?init>|[A-Za-z$_][\w$]*)",
    "JAVATHREAD": r"[^\]\s]+",
    "COMMONAPACHELOG": r"%{IPORHOST:client_ip} %{NOTSPACE:ident} %{NOTSPACE:user} \[%{HTTPDATE:time}\] "
    r'"(?P<request>(?:[^"\\]|\\.)*)" (?P<status>\d{3}) (?P<body_bytes_sent>\d+|-)',
    "COMBINEDAPACHELOG": r'%{COMMONAPACHELOG} "(?P<http_referer>(?:[^"\\]|\\.)*)" "(?P<http_user_agent>(?:[^"\\]|\\.)*)"',
}
_REFERENCE = re.compile(r"%\{(\w+)(?::([^:}]+))?(?::\w+)?\}")


def expanded(pattern: str) -> str:
    """The pattern with every grok name replaced. Raises ValueError, with a sentence, for a name that is not known."""

    def replaced(match: re.Match[str]) -> str:
        name, group = match[1], match[2]
        if name not in NAMES:
            sentence = f"%{{{name}}} is not a grok name that Longtail knows: write its pattern as (?P<name>…)"
            raise ValueError(sentence)
        inner = _REFERENCE.sub(replaced, NAMES[name])
        return f"(?P<{_key(group)}>{inner})" if group else f"(?:{inner})"

    return _REFERENCE.sub(replaced, pattern)


def _key(field: str) -> str:
    """A field's name as a group's: ``[user][name]``, ``user.name`` and ``user-name`` are ``user_name``."""
    return re.sub(r"\W+", "_", field).strip("_")
