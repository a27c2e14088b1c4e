-- title: Which log streams totals count
-- grain: service × source
-- needs: sources
-- One event may stand in several files. slow* and error* are subsets: they count only where their service has no base
-- source (app, access). Requests have a base of their own, because an application logs in `app` what `access` has too:
-- counts_requests is true for `access`; without requests there, for every source that is no subset; without requests
-- there either, for the subsets. Services may be null: join with `is not distinct from`.
create or replace view counted_sources as
with judged as (
    select
        sources.service,
        sources.source,
        sources.requests,
        sources.source like 'slow%' or sources.source like 'error%' as is_subset,
        case
            when sources.source = 'access' then 1
            when is_subset then 3
            else 2
        end as preference
    from sources
)

select
    judged.service,
    judged.source,
    judged.is_subset,
    not judged.is_subset or not bool_or(judged.source in ('app', 'access')) over of_service as is_counted,
    coalesce(
        judged.requests > 0
        and judged.preference = min(judged.preference) filter (judged.requests > 0) over of_service,
        false
    ) as counts_requests
from judged
window of_service as (partition by judged.service);
