-- title: The route of a path, the rarer kinds of id
-- grain: scalar
-- parameters: path
-- needs:
-- The second pass of route_of: files named by an id, prefixed and mixed ids (`cus_9s6XKzkNRiz8i3`), tokens.
create or replace macro route_of_rare(path) as
    case
        when not regexp_matches(
            path, '\d[A-Za-z]+\d|\d{6}|_[0-9A-Za-z]*\d|/\d+\.[A-Za-z]|[0-9a-fA-F]{12}\.[A-Za-z]|[^/]{16}'
        ) then path
        else array_to_string(
            list_transform(
                string_split(path, '/'),
                lambda segment: case
                    when regexp_full_match(
                        segment,
                        '(?:\d+|[0-9a-fA-F]{16,}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})'
                        || '\.[A-Za-z][0-9A-Za-z]{0,4}'
                    ) then '{id}' || regexp_extract(segment, '\.[^.]*$')
                    when length(segment) < 8 or regexp_matches(segment, '\.[A-Za-z][0-9A-Za-z]{0,4}$') then segment
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
