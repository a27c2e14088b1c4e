-- title: Delete the hashes of ids that were merged
-- grain: row of id_filters
-- needs: id_filters
delete from id_filters
where id_filters.hashes is not null;
