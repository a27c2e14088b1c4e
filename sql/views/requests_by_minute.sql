-- title: Requests by minute
-- grain: minute × service × method × route
-- needs: requests_of_minutes
-- Each request once. failed are those with status 500 and above, client_failed with 400 to 499; total_ms is the sum of the durations that
-- timed requests have. All of the logs are read for it: where a range is enough, `from requests_of_minutes(from_ts, to_ts)` reads that alone.
create or replace view requests_by_minute as
from requests_of_minutes('-infinity'::timestamp, 'infinity'::timestamp);
