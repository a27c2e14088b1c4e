-- title: Delete the sources that have no records left
-- grain: service × source
-- needs: sources
delete from sources
where sources.rows <= 0;
