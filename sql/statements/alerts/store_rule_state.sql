-- title: Store how far a rule is evaluated
-- grain: rule
-- parameters: rule, evaluated_to, digest, problem, recorded_at
-- needs: rule_states
insert into rule_states by name
select
    $rule as rule,
    $evaluated_to as evaluated_to,
    $digest as digest,
    $problem as problem,
    $recorded_at as recorded_at;
