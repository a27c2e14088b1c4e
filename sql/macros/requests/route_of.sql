-- title: The route of a path
-- grain: scalar
-- parameters: path
-- needs: route_of_rare
-- Segments that name one thing among many (numbers, dates, uuids, hashes, ulids, tokens, addresses) become {id};
-- words, versions such as v1 and the names of static files stay. A file whose whole stem is an id keeps its extension.
-- Slashes are doubled so that neighbouring ids each have their own; what this pass cannot tell goes to route_of_rare.
create or replace macro route_of(path) as
    case
        when not regexp_matches(path, '[0-9@]|%40|[0-9a-fA-F]{8}') then path
        else list_transform(
            [
                regexp_replace(
                    replace(path || '/', '/', '//'),
                    '/(?:[-+]?\d+(?:[-_:,;]\d+)*'
                    || '|\{?[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\}?'
                    || '|[0-9a-fA-F]{8,}'
                    || '|[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}'
                    || '|[^@/]+(?:@|%40)[^@/]+\.[^@./]+'
                    || '|[A-Za-z]+(?:[-_:]\d{3,}|[.]?\d{5,}))/',
                    '/{id}/',
                    'g'
                )
            ],
            lambda doubled: route_of_rare(left(replace(doubled, '//', '/'), -1))
        )[1]
    end;
