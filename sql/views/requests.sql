-- title: HTTP requests, each once
-- grain: request
-- needs: logs, counted_sources, counts_once, is_request
-- The rows of logs that are requests, from the sources that count requests.
create or replace view requests as
select logs.*
from logs
inner join counted_sources as streams
    on logs.source = streams.source
    and logs.service is not distinct from streams.service
where streams.counts_requests
    and counts_once(streams.is_counted, logs.is_copy)
    and is_request(logs.method, logs.path, logs.status);
