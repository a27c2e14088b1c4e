-- title: Slow requests, each once
-- grain: request
-- needs: requests, setting_ms
-- Requests that took at least slow_request_ms (a setting, 500 ms by default), whichever file they are in.
create or replace view slow_requests as
select
    requests.ts,
    requests.service,
    requests.source,
    requests.method,
    requests.path,
    requests.route,
    requests.status,
    requests.duration_ms,
    requests.trace_id,
    requests.request_id,
    requests.user_id,
    requests.message,
    requests.file_id,
    requests.line_number,
    requests.byte_offset
from requests
where requests.duration_ms >= setting_ms('slow_request_ms');
