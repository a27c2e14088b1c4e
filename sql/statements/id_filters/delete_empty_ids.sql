-- title: Delete the filters of ids that know nothing
-- grain: row of id_filters
-- needs: id_filters
delete from id_filters
where id_filters.bits is null
    and id_filters.hashes is null;
