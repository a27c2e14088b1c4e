-- title: Streams whose records lack a time
-- grain: service × source
-- parameters: services, sources
-- needs: files, logs, parse_time, passes_filter
-- Records in which no key tells a time stand under the time of the record before them, or where there is none under that of the
-- last change of their file (is_from_file). How many, the ledger counts: with records whose time cannot be, whose share is that
-- in the sample: the newest 1,000 lines of the newest such file of each stream, of files that were read in the last seven days.
-- `key` (a JSON pointer) may be their time, `example` is its newest value, and `remedy` the setting that helps: `keys` where the
-- values are times as they stand, `timezone` where they are with a zone, `formats` where the key is only named like a time.
-- Keys of records of more than 20,000 characters are not looked at: each key of each of them would be a row.
with recursive
    streams as (
        select
            service,
            source,
            sum(flagged)::bigint as flagged,
            arg_max(file_id, (last_read_at, file_id)) as file_id,
            arg_max(lines, (last_read_at, file_id)) as lines,
            arg_max(modified_at, (last_read_at, file_id)) as modified_at
        from files
        where flagged > 0
            and last_read_at >= (select max(last_read_at) - interval 7 day from files)
            and passes_filter($services, service)
            and passes_filter($sources, source)
        group by service, source
    ),
    places as materialized (
        select logs.rowid as place
        from logs
        join streams on streams.file_id = logs.file_id
        where logs.line_number > streams.lines - 1000
    ),
    -- materialized, so that no condition on attributes is tried of other rows
    sample as materialized (
        select
            file_id,
            line_number,
            attributes
        from logs
        where rowid in (select place from places)
    ),
    newest as (
        select
            *,
            json_extract_string(attributes, '$._longtail.time') as word
        from sample
    ),
    facts as (
        select
            streams.service,
            streams.source,
            streams.file_id,
            streams.modified_at,
            round(streams.flagged * avg((newest.word like 'from%')::integer))::bigint as records,
            avg((newest.word = 'from_file')::integer) >= avg((newest.word = 'from_previous')::integer) as is_from_file
        from streams
        join newest on newest.file_id = streams.file_id
        where newest.word in ('from_file', 'from_previous', 'future', 'ancient')
        group by streams.service, streams.source, streams.file_id, streams.modified_at, streams.flagged
        having bool_or(newest.word like 'from%')
    ),
    untimed as materialized (
        select
            file_id,
            line_number,
            attributes
        from newest
        where word in ('from_file', 'from_previous')
            and length(attributes) <= 20000
        qualify row_number() over (partition by file_id order by line_number desc) <= 100
    ),
    entries as (
        select
            file_id,
            line_number,
            '' as pointer,
            '' as name,
            attributes as value,
            0 as depth
        from untimed
        union all
        select
            entries.file_id,
            entries.line_number,
            entries.pointer || '/' || replace(replace(entry.key, '~', '~0'), '/', '~1') as pointer,
            entry.key as name,
            entry.value,
            entries.depth + 1 as depth
        from entries, json_each(entries.value) as entry
        where entries.depth < 4
            and json_type(entries.value) = 'OBJECT'
            and entry.key <> '_longtail'
    ),
    texts as (
        select
            file_id,
            line_number,
            pointer,
            name,
            json_extract_string(value, '$') as text,
            unnest([null, 'Z']) as zone
        from entries
        where depth > 0
    ),
    told as (
        select
            *,
            parse_time(text, zone) as moment
        from texts
        where text is not null
    ),
    keys as (
        select
            told.file_id,
            told.pointer,
            arg_max(told.text, told.line_number) as example,
            case
                when bool_and(coalesce(told.moment between timestamp '2000-01-01' and facts.modified_at + interval 1 day, false)) then 'keys'
                when bool_and(coalesce(told.moment between timestamp '2000-01-01' and facts.modified_at + interval 1 day, false)) filter (told.zone = 'Z') then 'timezone'
                when regexp_matches(told.name, '(?:^|[^A-Za-z])(?i:time|stamp|date|when|at|ts)$|(?i:timestamp|datetime)$|[a-z](?:Time|Date|At|Ts)$')
                then 'formats'
            end as remedy,
            count(*) as records,
            count(distinct told.text) > 1 as varies,
            bool_and(try_cast(told.text as double) is null) as is_written,
            median(abs(epoch(told.moment) - epoch(facts.modified_at))) as distance
        from told
        join facts on facts.file_id = told.file_id
        group by told.file_id, told.pointer, told.name
        having remedy is not null
    ),
    likeliest as (
        select *
        from keys
        qualify row_number() over (
            partition by file_id
            order by remedy = 'formats', varies desc, records desc, is_written desc, distance, pointer
        ) = 1
    )
select
    facts.service,
    facts.source,
    facts.records,
    facts.is_from_file,
    likeliest.pointer as key,
    left(likeliest.example, 200) as example,
    likeliest.remedy
from facts
left join likeliest on likeliest.file_id = facts.file_id
order by facts.records desc, facts.service, facts.source;
