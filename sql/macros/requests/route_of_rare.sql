-- title: The route of a path, for the rarer kinds of id
-- grain: scalar
-- parameters: path
-- needs:
-- The second pass of route_of: files named by an id, content hashes in the names of files, short hashes, prefixed and mixed ids
-- (`cus_9s6XKzkNRiz8i3`), tokens.
create or replace macro route_of_rare(path) as
    case
        when not regexp_matches(
            path,
            '\d[A-Za-z]+\d|\d{6}|_[0-9A-Za-z]*\d|/\d+\.[A-Za-z]|[0-9a-fA-F]{12}\.[A-Za-z]|[^/]{16}|/[0-9a-f]{7}(?:/|$)'
            || '|[.-][0-9A-Za-z_]{8,}\.[A-Za-z]'
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
                    when regexp_full_match(segment, '[0-9a-f]{7}') and regexp_matches(segment, '[0-9]')
                        and regexp_matches(segment, '[a-f]') then '{id}'
                    when regexp_matches(segment, '[.-][0-9A-Za-z_]{8,}\.[A-Za-z][0-9A-Za-z.]{0,8}$') then
                        list_transform(
                            [regexp_extract(segment, '[.-]([0-9A-Za-z_]{8,})\.[A-Za-z][0-9A-Za-z.]{0,8}$', 1)],
                            lambda mark: case
                                when regexp_matches(mark, '[0-9]')
                                    and (
                                        regexp_full_match(mark, '[0-9a-f]+')
                                        or (regexp_matches(mark, '[A-Z]') and regexp_matches(mark, '[a-z]'))
                                    )
                                    then regexp_replace(segment, '([.-])[0-9A-Za-z_]{8,}(\.[A-Za-z][0-9A-Za-z.]{0,8})$', '\1{id}\2')
                                else segment
                            end
                        )[1]
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
