-- title: The rank that decides which of several records of one event counts
-- grain: scalar
-- parameters: source, is_counted, kind, level
-- needs:
-- The one with the least: `access`, `app`, then the other streams, those that are named for errors or slowness last, of requests
-- the one that is not told as a warning first, and by name; after them those that the settings leave out (is_counted, see counted_sources). It decides under which stream an event is counted, never whether.
create or replace macro copy_rank(source, is_counted, kind, level) as
    case
        when is_counted = false then '5'
        when source = 'access' then '1'
        when source = 'app' then '2'
        when source like 'slow%' or source like 'error%' then '4'
        else '3'
    end
    || case when kind = 'request' and level in ('WARNING', 'ERROR', 'CRITICAL') then '2' else '1' end
    || source;
