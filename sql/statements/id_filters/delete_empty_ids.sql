-- title: Delete the empty filters of ids
-- grain: row of id_filters
-- needs: id_filters
delete from id_filters
where id_filters.bits is null
    and id_filters.hashes is null;
