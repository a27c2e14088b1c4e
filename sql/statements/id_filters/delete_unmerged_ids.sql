-- title: Delete the hashes of ids that were put together
-- grain: row of id_filters
-- needs: id_filters
delete from id_filters
where id_filters.hashes is not null;
