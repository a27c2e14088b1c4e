-- title: Copy the merges of earlier fingerprints to the new ones
-- grain: decision
-- needs: error_merges, merged_errors
-- They go into the group that the earlier fingerprint was put into; where others were put into its own group, they stay with these.
insert into error_merges by name
select distinct on (new_versions.error_id)
    new_versions.error_id,
    coalesce(put.into_error_id, held.into_error_id) as into_error_id,
    coalesce(put.decided_at, held.decided_at) as decided_at,
    coalesce(put.author, held.author) as author,
    coalesce(put.comment, held.comment) as comment
from new_versions
left join merged_errors as put on put.error_id = new_versions.earlier_id
left join merged_errors as held on held.into_error_id = new_versions.earlier_id
anti join error_merges on error_merges.error_id = new_versions.error_id
where coalesce(put.into_error_id, held.into_error_id) <> new_versions.error_id
order by new_versions.error_id, decided_at desc;
