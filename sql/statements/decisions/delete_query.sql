-- title: Delete a saved query
-- grain: saved query
-- parameters: query_id
-- needs: saved_queries
delete from saved_queries
where query_id = $query_id;
