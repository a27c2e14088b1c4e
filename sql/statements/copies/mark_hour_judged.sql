-- title: An hour is judged
-- grain: hour
-- parameters: hour
-- needs: unjudged_hours
delete from unjudged_hours
where unjudged_hours.hour = $hour;
