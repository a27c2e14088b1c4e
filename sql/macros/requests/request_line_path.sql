-- title: The path in a request line
-- grain: scalar
-- parameters: value
-- needs: path_of
-- "GET /items?page=2 HTTP/1.1" gives /items.
create or replace macro request_line_path(value) as
    path_of(regexp_extract(value, '^[A-Z]+ (\S+)(?: HTTP/[0-9.]+)?$', 1));
