-- title: Whether a record is an HTTP request
-- grain: scalar
-- parameters: method, path, status
-- needs:
-- True where there is a status, or both a method and a path; never null.
create or replace macro is_request(method, path, status) as
    status is not null or (method is not null and path is not null);
