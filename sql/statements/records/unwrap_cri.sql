-- title: Records after the prefix of a container runtime
-- grain: line
-- needs:
-- Of the lines in `wrapped`, those of the CRI (containerd, CRI-O) that hold a whole text: "time stream F text". An object
-- becomes the record, its prefix the key `_wrapper`; any other text goes under `_wrapper`, too. Expressions are bound to
-- the line's start and capture only there: on a whole line that would be ten times slower.
select
    position,
    case
        when regexp_matches(line, '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)? (?:stdout|stderr) F[^ \n]* \{\s*"') then regexp_replace(
            line,
            '^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?) (stdout|stderr) F[^ \n]* \{\s*"',
            '{"_wrapper":{"time":"\1","stream":"\2"},"'
        )
        else '{"_wrapper":{"time":"' || split_part(left(line, 64), ' ', 1)
        || '","stream":"' || regexp_extract(left(line, 64), ' (stdout|stderr) F', 1)
        || '","text":' || to_json(rtrim(regexp_replace(line, '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)? (?:stdout|stderr) F[^ \n]* ', ''), e'\r\n'))::varchar || '}}'
    end as line
from wrapped
where not contains(line, chr(0))
    and (
        regexp_matches(line, '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)? (?:stdout|stderr) F[^ \n]* \{\s*"')
        or (
            regexp_matches(line, '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)? (?:stdout|stderr) F[^ \n]* [^\s{]')
            and regexp_matches(right(line, 3), '[!-~]\r?\n?$')
        )
    )
order by position
