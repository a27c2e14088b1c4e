-- title: The newest hour that is to be judged anew
-- grain: hour
-- needs: unjudged_hours
select max(unjudged_hours.hour) as hour
from unjudged_hours;
