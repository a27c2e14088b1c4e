-- title: The route of a path
-- grain: scalar
-- parameters: path
-- needs:
-- Segments that name one thing among many (numbers, dates, uuids, hashes, ulids, tokens, addresses) become {id};
-- words, versions such as v1 and the names of static files stay. A file whose whole stem is an id keeps its extension.
create or replace macro route_of(path) as
    case
        when not regexp_matches(path, '[0-9@]|%40|[^/]{20}|[0-9a-fA-F]{8}') then path
        else array_to_string(
            list_transform(
                string_split(path, '/'),
                lambda segment: case
                    when regexp_full_match(
                        segment,
                        '[-+]?\d+(?:[-_:,;]\d+)*'
                        || '|\{?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}?'
                        || '|[0-9a-fA-F]{8,}'
                        || '|[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}'
                        || '|[^@]+(?:@|%40)[^@]+\.[^@.]+'
                        || '|[A-Za-z]+[-_:.]?\d{5,}'
                        || '|[A-Za-z]+[-_:]\d{3,}'
                    ) then '{id}'
                    when regexp_full_match(
                        segment,
                        '(?:\d+|[0-9a-fA-F]{16,}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})'
                        || '\.[A-Za-z][0-9A-Za-z]{0,4}'
                    ) then '{id}' || regexp_extract(segment, '\.[^.]*$')
                    when length(segment) < 8
                        or regexp_matches(segment, '\.[A-Za-z][0-9A-Za-z]{0,4}$') then segment
                    when regexp_matches(segment, '\d[A-Za-z]+\d|\d{6}|^[A-Za-z]+_[0-9A-Za-z]*\d[0-9A-Za-z]*$')
                        or (
                            length(segment) >= 16
                            and regexp_matches(segment, '[0-9]')
                            and regexp_matches(segment, '[A-Z]')
                            and regexp_matches(segment, '[a-z]')
                        ) then '{id}'
                    else segment
                end
            ),
            '/'
        )
    end;
