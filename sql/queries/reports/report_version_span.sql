-- title: When a version was first and last seen
-- grain: window
-- parameters: from_ts, first_sampled, last_sampled, to_ts, service, version, paths
-- needs: logs
-- Exact: every record from the window's start to the first that a sample found, and from the last it found to the end.
select
    (
        select min(ts)
        from logs
        where ts >= $from_ts
            and ts <= $first_sampled
            and service is not distinct from $service
            and contains(attributes::varchar, $version)
            and list_filter(json_extract_string(attributes, $paths), lambda value: value is not null)[1] = $version
    ) as first_at,
    (
        select max(ts)
        from logs
        where ts >= $last_sampled
            and ts < $to_ts
            and service is not distinct from $service
            and contains(attributes::varchar, $version)
            and list_filter(json_extract_string(attributes, $paths), lambda value: value is not null)[1] = $version
    ) as last_at;
