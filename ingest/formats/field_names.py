"""The known names of each column, and the normal form of a key.

A key has a normal form: words in lower case joined by ``_``, without leading punctuation. ``requestId``,
``request-id``, ``RequestID``, ``_request_id`` and the nested ``request.id`` are all ``request_id``, so that one table
serves flat, dotted and nested records in every spelling.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NAMES: dict[str, tuple[str, ...]] = {
    column: tuple(listed.split())
    for column, listed in {
        "ts": """
            timestamp time ts datetime date_time time_stamp asctime event_time eventtime log_time logged_at
            log_timestamp time_unix_nano msec time_iso8601 iso8601 time_local local_time request_received_timestamp
            start_utc start_time event_timestamp created_at created time_millis timestamp_ms timestamp_us timestamp_ns
            time_ms timestamp_millis epoch_millis epoch_ms epoch unix_time unixtime unix_timestamp unix
            source_realtime_timestamp realtime_timestamp time_timestamp time_repr timestamp_date time_date ts_date
            t_date timestamp_value timestamp_iso date start_local observed_timestamp observed_time_unix_nano
            ingestion_time received_at receive_timestamp stage_timestamp published_at occurred_at instant when
            wrapper_time
        """,
        "level": """
            level levelname level_name severity severity_text lvl log_level loglevel level_text log_severity
            error_severity severity_label level_label syslog_severity severity_number levelno level_value level_no
            priority priority_name syslog_level log_syslog_severity_name severity_level label wrapper_level
        """,
        "message": """
            message msg event log_message rendered_message formatted_message short_message event_message message_text
            logentry_formatted body body_string_value text text_payload log raw_message message_template full_message log_text
            wrapper_text
        """,
        "logger": """
            logger logger_name loggername log_logger log_name category category_name source_context channel scope_name
            instrumentation_scope_name component subsystem facility module context
        """,
        "service": """
            service service_name application application_name app app_name appname svc resource_service_name
            kubernetes_container_name container_name kubernetes_labels_app program syslog_identifier syslog_appname
            wrapper_service
        """,
        "host": """
            host hostname host_name machine_name machine node node_name server server_name host_hostname
            resource_host_name kubernetes_host kubernetes_pod_name pod_name pod computer computer_name instance
            wrapper_host
        """,
        "trace_id": """
            trace_id traceid trace dd_trace_id otel_trace_id logging_googleapis_com_trace x_b3_trace_id b3_trace_id
            trace_trace_id x_amzn_trace_id trace_context_trace_id span_context_trace_id traceparent trace_parent
            trace_context b3 x_cloud_trace_context uber_trace_id xray_trace_id x_ray_trace_id aws_xray_trace_id
            amzn_trace_id
        """,
        "span_id": """
            span_id spanid span dd_span_id otel_span_id logging_googleapis_com_span_id x_b3_span_id trace_span_id
            trace_context_span_id span_context_span_id traceparent trace_parent trace_context b3
            x_cloud_trace_context uber_trace_id x_amzn_trace_id
        """,
        "request_id": """
            request_id requestid req_id reqid x_request_id http_request_id http_request_request_id aws_request_id
            correlation_id x_correlation_id correlationid request_request_id trace_identifier request_uuid
            http_x_request_id req_headers_x_request_id request_headers_x_request_id
        """,
        "user_id": """
            user_id userid usr_id enduser_id http_user_id user username user_name user_username user_user_id
            remote_user client_user_id client_username customer_id account_id auth_user user_identity_user_name
            authentication_info_principal_email current_user current_user_id cs_username
        """,
        "method": """
            method http_method request_method http_request_method req_method request_http_method verb
            http_request_request_method cs_method http_http_method http_verb
        """,
        "path": """
            path request_path http_path url_path req_path http_request_path uri_path request_uri_path uri url
            request_uri request_url req_url http_url http_uri http_target url_original url_full http_request_url
            http_request_uri http_request_request_url request_original_url original_url x_envoy_origin_path
            x_envoy_original_path cs_uri_stem
            http_url_details_path request_target full_path target endpoint
        """,
        "route": """
            route http_route route_path request_route path_template url_template uri_template url_rule route_pattern
            matched_route matched_path req_route_path http_route_path
        """,
        "status": """
            status status_code statuscode http_status http_status_code response_status response_status_code
            response_code http_response_status_code http_response_status res_status_code res_status resp_status
            resp_status_code downstream_status http_response_code http_code http_request_status sc_status
            response_http_status origin_status
        """,
        "client_ip": """
            client_ip x_forwarded_for http_x_forwarded_for real_ip x_real_ip http_x_real_ip request_client_ip
            request_remote_ip remote_ip http_client_ip http_request_remote_ip req_client_ip req_ip request_ip http_ip
            client_ip_address clientip client_address client_addr client_host remote_addr remote_address
            req_remote_address request_remote_address request_remote_addr ip ip_address source_ip source_ip_address
            source_ips source_address network_client_ip downstream_remote_address request_metadata_caller_ip caller_ip
            meta_remote_ip c_ip src_ip id_orig_h peer_address peer remote_host remote client user_ip
            request_headers_x_forwarded_for req_headers_x_forwarded_for
        """,
        "error_type": """
            error_type exception_type exception_class exc_type error_class error_kind error_name err_type err_name
            err_class exception_name exception_exception_class exception_class_name exception_exc_type
            exception_values_type thrown_name error_exception_class exc_info_type exc_info_exc_type error_error_type
            exceptions_type exception_kind
            exception_exception_type error_detail_exc_type message_error_type outer_type exceptions_type_name
        """,
        "error_message": """
            error_message exception_message exc_message err_message error_msg err_msg errmsg exception_value
            exception_exc_value exception_values_value exception_exception_message exc_value thrown_message
            error_description error_reason error_detail exc_info_value error_error_message exceptions_message
            error_error error_what error_errmsg exception_msg error_detail_exc_value message_error_message
            outer_message
        """,
        "stack_trace": """
            stack_trace stacktrace stack error_stack_trace error_stacktrace error_stack err_stack err_stack_trace
            err_stacktrace exception_stacktrace exception_stack_trace exception_stack exc_text traceback
            exception_traceback error_traceback backtrace exception_backtrace error_backtrace exception_frames
            exception_values_stacktrace_frames exc_info_traceback exc_info_frames thrown_extended_stack_trace
            thrown_stack_trace stack_trace_string callstack call_stack exception_stack_trace_string
            exceptions_stack_trace exceptions_frames error_detail_frames
            error_verbose error_error_stack exception_exception_stacktrace message_stack_trace exceptions_parsed_stack
        """,
    }.items()
}
"""The names of each column as normal forms, the best name first."""

EXCEPTION_NAMES = ("exception", "exc_info", "error", "err", "exc", "thrown", "throwable", "cause")
"""Keys with a value that may be an exception's type, message or stack trace, or all of them, in any form."""

_CONTAINER_WORDS = """
    access access_log annotations args attr attributes attrs body context context_map ctx custom data details event
    extra fields info json_payload labels log mdc meta metadata params payload process properties proto_payload
    record resource scope state structured_data tags wrapper
"""
CONTAINERS = frozenset(_CONTAINER_WORDS.split())
"""Objects whose name does not matter: ``context.request_id`` is ``request_id``."""

_DURATION_BASE = (
    r"(?:(?:http|request|req|response|res|resp|event|server|total|handler|query|render)_)*"
    r"(?:duration|latency|elapsed|elapsed_time|response_time|responsetime|request_time|time_taken|time_elapsed|took|runtime|"
    r"execution_time|processing_time|process_time|process_duration|dur|total_time|request_duration|request_latency)"
)
_UNITS = {
    "ns": r"ns|nanos|nanosec|nanoseconds",
    "us": r"us|usec|usecs|micros|microsec|microseconds",
    "ms": r"ms|msec|msecs|millis|milli|millisec|millisecs|milliseconds",
    "s": r"s|sec|secs|second|seconds",
    "min": r"min|mins|minutes",
}
FACTORS = {"ns": 1e-6, "ticks": 1e-4, "us": 1e-3, "ms": 1.0, "s": 1e3, "min": 6e4, "h": 3.6e6}
"""Milliseconds in each unit. A tick of .NET is 100 ns."""

_DURATION = re.compile(
    rf"(?:{_DURATION_BASE})(?:_in)?(?:_(?:{'|'.join(f'(?P<{unit}>{words})' for unit, words in _UNITS.items())}))?"
)
_KEY_NAMES_UNIT = {"request_time": "s", "elapsed_seconds": "s", "runtime": "s", "process_time": "s"}

_IN_WORDS = r"human(?:ized|ised|_readable)?|readable|formatted|pretty"
_WORDS = re.compile(rf"^(?:{_IN_WORDS})_|_(?:{_IN_WORDS}|text|str|string|words|display)$")
"""Parts of a key's name that mean a duration as text for people."""

_NOT_WORDS = re.compile(r"[^0-9A-Za-z]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
DEPTH = 5
"""The most keys around a place."""


@cache
def normal(key: str) -> str:
    """The normal form of a key; empty if it has no letter or digit."""
    return _NOT_WORDS.sub("_", _CAMEL.sub("_", key)).strip("_").lower()


@dataclass(frozen=True, slots=True)
class Duration:
    """A key for a duration, and its unit (None: the unit of the schema)."""

    unit: str | None
    is_told: bool = False
    """Whether a word of the key names the unit."""


@cache
def duration(name: str) -> Duration | None:
    """The duration that the normal form `name` means; None if it is not the name of a duration."""
    in_words = without_words(name)
    match = _DURATION.fullmatch(in_words)
    if match is None:
        return None
    if in_words != name:
        return Duration("words", is_told=True)
    unit = next((unit for unit, found in match.groupdict().items() if found), None)
    return Duration(unit or _KEY_NAMES_UNIT.get(name), is_told=unit is not None)


def without_words(name: str) -> str:
    """A normal form without the words that mean a text for people."""
    return _WORDS.sub("", name)


@cache
def rank(column: str, name: str) -> int | None:
    """The rank of the normal form `name` for `column`: 0 is best, None if it is not a name of this column."""
    try:
        return NAMES[column].index(name)
    except ValueError:
        return None


Bone: TypeAlias = "str | tuple[str, int, Skeleton]"
Skeleton: TypeAlias = "tuple[Bone, ...]"
"""The keys of a record in a form that can be a key of a dict."""


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a value in a record: its JSON pointer, and its normal form without the containers around it."""

    pointer: str
    name: str
    containers: int
    depth: int
    top: str


def places(record: Mapping[str, Any]) -> Iterator[Place]:
    """Every place of a record, also nested ones. Of a list only the first element counts, if it is an object."""
    for key, value in record.items():
        yield from _walk(Place(pointer(key), normal(key), 0, 1, key), value)


def skeleton(record: Mapping[str, Any]) -> Skeleton:
    """The keys of a record, with the skeleton of each value that has keys. It decides the places of the record."""
    return tuple(_bone(key, value, 1) for key, value in record.items())


def _bone(key: str, value: Any, depth: int) -> Bone:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return (
            key,
            0,
            tuple(_bone(inner, item, depth + 1) for inner, item in value[0].items()) if depth < DEPTH else (),
        )
    if isinstance(value, dict):
        return key, 1, tuple(_bone(inner, item, depth + 1) for inner, item in value.items()) if depth < DEPTH else ()
    return key


def _walk(place: Place, value: Any) -> Iterator[Place]:
    yield place
    if place.depth >= DEPTH:
        return
    base = place.pointer
    if isinstance(value, list) and value and isinstance(value[0], dict):
        value, base = value[0], f"{base}/0"
    if isinstance(value, dict):
        is_container = place.name in CONTAINERS
        for key, item in value.items():
            own = normal(key)
            name = own if is_container or not place.name else f"{place.name}_{own}"
            containers = place.containers + is_container
            yield from _walk(Place(f"{base}/{_escaped(key)}", name, containers, place.depth + 1, place.top), item)


def pointer(key: str) -> str:
    """The JSON pointer (RFC 6901) of a top-level key."""
    return f"/{_escaped(key)}"


def keys(pointer: str) -> list[str]:
    """The keys of a pointer, from the outermost to the innermost."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/")]


def top_key(pointer: str) -> str:
    """The top-level key of a pointer."""
    return keys(pointer)[0]


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
