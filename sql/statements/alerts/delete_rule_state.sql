-- title: Take out how far a rule is evaluated
-- grain: rule
-- parameters: rule
-- needs: rule_states
delete from rule_states
where rule = $rule;
