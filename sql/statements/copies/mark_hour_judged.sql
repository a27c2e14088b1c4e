-- title: Note that the records of an hour have their marks as copies
-- grain: hour
-- parameters: hour
-- needs: unjudged_hours
delete from unjudged_hours
where unjudged_hours.hour = $hour;
