-- title: Take out the alerts of a rule
-- grain: rule
-- parameters: rule
-- needs: alerts
delete from alerts
where rule = $rule;
