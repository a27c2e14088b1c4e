-- title: generate_series() as a list of a bounded length
-- grain: scalar
-- parameters: start, stop, step
-- needs:
-- Takes the place of the built-in scalar generate_series for untrusted statements: at most 5,000 elements. The table function of
-- that name makes its rows as they are read and is not touched.
create or replace temporary macro generate_series(stop) as
    system.main.generate_series(
        case
            when stop <= 5000 then stop
            else error('generate_series() as a list has at most 5,000 elements here: use it in the from clause.')
        end
    ),
    (start, stop) as
    system.main.generate_series(
        start,
        case
            when stop - start <= 5000 then stop
            else error('generate_series() as a list has at most 5,000 elements here: use it in the from clause.')
        end
    ),
    (start, stop, step) as
    system.main.generate_series(
        start,
        case
            when coalesce(
                (try_cast(stop::varchar as double) - try_cast(start::varchar as double))
                / try_cast(step::varchar as double),
                epoch(try_cast(stop::varchar as timestamp) - try_cast(start::varchar as timestamp))
                / epoch(try_cast(step::varchar as interval))
            ) <= 5000 then stop
            else error('generate_series() as a list has at most 5,000 elements here: use it in the from clause.')
        end,
        step
    );
