-- title: How many users a sketch tells of
-- grain: scalar
-- parameters: sketch
-- needs:
-- An estimate, good to about 2 % (standard error), exact but for chance where there are few. `sketch` is bits:
-- `users_in(bit_or(sketch::bit))`. Each part's users are estimated from its share of zeros (linear counting: Whang,
-- Vander-Zanden, Taylor, 1990); parts that are more than nine tenths full tell too little, and are made up for by those
-- after them, which hold half as many each.
create or replace macro users_in(sketch) as
    case
        when sketch is not null then list_transform(
            [[
                bit_count(sketch & rpad(lpad(repeat('1', 1000), 1000, '0'), 10000, '0')::bit),
                bit_count(sketch & rpad(lpad(repeat('1', 1000), 2000, '0'), 10000, '0')::bit),
                bit_count(sketch & rpad(lpad(repeat('1', 1000), 3000, '0'), 10000, '0')::bit),
                bit_count(sketch & rpad(lpad(repeat('1', 1000), 4000, '0'), 10000, '0')::bit),
                bit_count(sketch & rpad(lpad(repeat('1', 1000), 5000, '0'), 10000, '0')::bit),
                bit_count(sketch & rpad(lpad(repeat('1', 1000), 6000, '0'), 10000, '0')::bit),
                bit_count(sketch & rpad(lpad(repeat('1', 1000), 7000, '0'), 10000, '0')::bit),
                bit_count(sketch & rpad(lpad(repeat('1', 1000), 8000, '0'), 10000, '0')::bit),
                bit_count(sketch & rpad(lpad(repeat('1', 1000), 9000, '0'), 10000, '0')::bit),
                bit_count(sketch & rpad(lpad(repeat('1', 1000), 10000, '0'), 10000, '0')::bit)
            ]],
            lambda bits: list_transform(
                [coalesce(list_position(list_transform(bits, lambda of_part: of_part <= 900), true), 10)],
                lambda first: round(
                    pow(2, first - 1)
                    * list_sum(
                        list_transform(
                            bits[first:],
                            lambda of_part: -1000 * ln((1000 - least(of_part, 999)) / 1000)
                        )
                    )
                )::bigint
            )[1]
        )[1]
    end;
