-- title: Whether a request belongs to an endpoint
-- grain: scalar
-- parameters: endpoint, service, method, route
-- needs:
-- `endpoint` is a list of service, method and route, in which the empty text stands for none; null lets everything through.
create or replace macro is_of_endpoint(endpoint, service, method, route) as
    endpoint::varchar[] is null
    or (
        coalesce(service, '') = (endpoint::varchar[])[1]
        and coalesce(method, '') = (endpoint::varchar[])[2]
        and coalesce(route, '') = (endpoint::varchar[])[3]
    );
