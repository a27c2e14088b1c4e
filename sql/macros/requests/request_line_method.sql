-- title: The method in a request line
-- grain: scalar
-- parameters: value
-- needs:
-- "GET /items?page=2 HTTP/1.1" gives GET.
create or replace macro request_line_method(value) as
    nullif(regexp_extract(value, '^([A-Z]+) \S+(?: HTTP/[0-9.]+)?$', 1), '');
