-- title: Statements of a database by the time they took
-- grain: statement
-- parameters: calls, seconds, id_label, job, hours_until, minutes_until, from_ts, to_ts
-- needs: measured
-- What the counters `calls` and `seconds` of the target grew by in the window, by statement.
select
    labels[$id_label] as statement_id,
    any_value(labels['query']) as query,
    round(sum(increase) filter (name = $calls))::bigint as calls,
    sum(increase) filter (name = $seconds) as seconds,
    seconds / nullif(calls, 0) * 1000 as mean_ms,
    seconds / nullif(sum(sum(increase) filter (name = $seconds)) over (partition by 'all'), 0) as share
from measured([$calls, $seconds], $from_ts, $hours_until, $minutes_until, $to_ts)
where labels['job'] = $job
group by labels[$id_label]
having seconds > 0
order by seconds desc, statement_id
limit 20;
