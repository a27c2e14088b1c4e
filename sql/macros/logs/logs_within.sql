-- title: Records of up to eight time spans
-- grain: record
-- parameters: begins, ends
-- needs: logs
-- The columns of logs, and `place`, by which one of them is found again. The spans are two lists of timestamps that do not overlap; places beyond a list's end give nothing. Each span is a scan
-- of its own, whose ends are constants when the statement is planned, so that DuckDB skips every row group outside: a
-- condition that joins the spans by `or` is checked row by row.
create or replace macro logs_within(begins, ends) as table
    select *, rowid as place
    from logs
    where ts >= begins[1]
        and ts < ends[1]
    union all
    select *, rowid as place
    from logs
    where ts >= begins[2]
        and ts < ends[2]
    union all
    select *, rowid as place
    from logs
    where ts >= begins[3]
        and ts < ends[3]
    union all
    select *, rowid as place
    from logs
    where ts >= begins[4]
        and ts < ends[4]
    union all
    select *, rowid as place
    from logs
    where ts >= begins[5]
        and ts < ends[5]
    union all
    select *, rowid as place
    from logs
    where ts >= begins[6]
        and ts < ends[6]
    union all
    select *, rowid as place
    from logs
    where ts >= begins[7]
        and ts < ends[7]
    union all
    select *, rowid as place
    from logs
    where ts >= begins[8]
        and ts < ends[8];
