-- title: Store the merged rows
-- grain: hour × source × service × level × method × route × host × status class × duration bucket
-- needs: hourly_rollup, merge_rollup
insert into hourly_rollup by name
select merged_rollup.*
from merged_rollup
order by merged_rollup.hour, merged_rollup.source, merged_rollup.service;
