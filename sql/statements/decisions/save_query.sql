-- title: Store a saved query
-- grain: saved query
-- parameters: query_id, name, description, text, chart, saved_at
-- needs: saved_queries
insert into saved_queries (query_id, name, description, text, chart, saved_at)
values ($query_id, $name, $description, $text, $chart, $saved_at);
