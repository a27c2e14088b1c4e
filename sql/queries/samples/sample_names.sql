-- title: What is measured
-- grain: name × value of a label
-- parameters: names, label
-- needs: series
-- Which of these names there are, and with which values of the label.
select
    name,
    coalesce(labels[$label], '') as label,
    count(*) as series
from series
where name in (select unnest($names))
group by all
order by all;
