-- title: How far rules are evaluated
-- grain: rule
-- needs:
-- The last moment (event time) that a rule was evaluated for; a new start goes on after it. digest tells whether the rule is the same.
create table if not exists rule_states (
    rule varchar not null,
    evaluated_to timestamp not null,
    digest varchar not null,
    -- why the last evaluation failed; null where it did not
    problem varchar,
    recorded_at timestamp not null
);
