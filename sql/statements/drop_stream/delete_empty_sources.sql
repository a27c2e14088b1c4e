-- title: Delete the sources that nothing is left of
-- grain: service × source
-- needs: sources
delete from sources
where sources.rows <= 0;
