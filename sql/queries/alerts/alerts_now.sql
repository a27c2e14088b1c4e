-- title: How many alerts fire
-- grain: one row
-- parameters:
-- needs: alerts, rule_states
-- What the bell, Overview and the page Alerts count. evaluated_to is the last moment of the rule that is the furthest.
with counted as (
    select
        count(*) filter (alerts.state in ('firing', 'no data')) as firing,
        count(*) filter (alerts.state in ('firing', 'no data') and alerts.severity = 'critical') as critical,
        count(*) filter (alerts.state in ('firing', 'no data') and alerts.severity = 'error') as error,
        count(*) filter (alerts.state in ('firing', 'no data') and alerts.severity = 'warning') as warning,
        count(*) filter (alerts.state in ('firing', 'no data') and alerts.severity = 'info') as info,
        count(*) filter (alerts.state = 'pending') as pending
    from alerts
),

evaluated as (
    select
        count(*) as rules,
        count(rule_states.problem) as failed,
        max(rule_states.evaluated_to) as evaluated_to
    from rule_states
)

select
    counted.firing,
    counted.critical,
    counted.error,
    counted.warning,
    counted.info,
    counted.pending,
    evaluated.rules,
    evaluated.failed,
    evaluated.evaluated_to
from counted
cross join evaluated;
