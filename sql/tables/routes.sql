-- title: The routes that services are known by
-- grain: service × route
-- needs:
-- At most a thousand of a service, as rows of logs have them. What comes beyond has the route `{other}`.
create table if not exists routes (
    service varchar,
    route varchar not null
);
