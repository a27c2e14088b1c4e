-- title: The route of a path
-- grain: scalar
-- parameters: path
-- needs: route_of_rare
-- Segments that name one thing among many (numbers, dates, uuids, hashes, ulids, tokens, addresses, numbers with a title) become
-- {id}; words, languages, versions such as v1 and the names of files stay. Parameters of a segment (`;jsessionid=…`) and
-- repeated slashes are left out. It is told by the path alone: the same path has the same route wherever it stands.
-- Slashes are doubled so that neighbouring ids each have their own; what this pass cannot tell goes to route_of_rare.
create or replace macro route_of(path) as
    case
        when not regexp_matches(path, '[0-9@;]|%40|//|[0-9a-fA-F]{8}') then path
        else list_transform(
            [
                regexp_replace(
                    replace(
                        regexp_replace(regexp_replace(path, ';[A-Za-z_][^/]*', '', 'g'), '//+', '/', 'g') || '/', '/', '//'
                    ),
                    '/(?:[-+]?\d+(?:[-_:,;]\d+)*'
                    || '|\{?[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\}?'
                    || '|[0-9a-fA-F]{8,}'
                    || '|[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}'
                    || '|[^@/]+(?:@|%40)[^@/]+\.[^@./]+'
                    || '|\d{3,}-[A-Za-z][^/.]*|\d+(?:-[A-Za-z0-9]+){2,}'
                    || '|[A-Za-z]+(?:[-_:]\d{3,}(?:[-_:][0-9A-Za-z]+)*|[.]?\d{5,}))/',
                    '/{id}/',
                    'g'
                )
            ],
            lambda doubled: route_of_rare(left(replace(doubled, '//', '/'), -1))
        )[1]
    end;
