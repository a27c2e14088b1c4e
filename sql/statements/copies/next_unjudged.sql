-- title: The newest hour whose records need new marks as copies
-- grain: hour
-- needs: unjudged_hours
select max(unjudged_hours.hour) as hour
from unjudged_hours;
