-- title: Places in routes where a title stands
-- grain: service × parent
-- needs:
-- Under `parent` a service has so many titles (`how-to-cook-rice`) that each of them is one thing among many: `{slug}`.
create table if not exists route_folds (
    service varchar,
    parent varchar not null
);
