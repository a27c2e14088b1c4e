-- title: How far each rule was evaluated
-- grain: rule
-- parameters:
-- needs: rule_states
select
    rule_states.rule,
    rule_states.evaluated_to,
    rule_states.digest
from rule_states;
