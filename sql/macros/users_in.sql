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
                bit_count(sketch & rpad(lpad(repeat('1', 1024), 1024, '0'), 11264, '0')::bit),
                bit_count(sketch & rpad(lpad(repeat('1', 1024), 2048, '0'), 11264, '0')::bit),
                bit_count(sketch & rpad(lpad(repeat('1', 1024), 3072, '0'), 11264, '0')::bit),
                bit_count(sketch & rpad(lpad(repeat('1', 1024), 4096, '0'), 11264, '0')::bit),
                bit_count(sketch & rpad(lpad(repeat('1', 1024), 5120, '0'), 11264, '0')::bit),
                bit_count(sketch & rpad(lpad(repeat('1', 1024), 6144, '0'), 11264, '0')::bit),
                bit_count(sketch & rpad(lpad(repeat('1', 1024), 7168, '0'), 11264, '0')::bit),
                bit_count(sketch & rpad(lpad(repeat('1', 1024), 8192, '0'), 11264, '0')::bit),
                bit_count(sketch & rpad(lpad(repeat('1', 1024), 9216, '0'), 11264, '0')::bit),
                bit_count(sketch & rpad(lpad(repeat('1', 1024), 10240, '0'), 11264, '0')::bit),
                bit_count(sketch & rpad(lpad(repeat('1', 1024), 11264, '0'), 11264, '0')::bit)
            ]],
            lambda bits: list_transform(
                [coalesce(list_position(list_transform(bits, lambda of_part: of_part <= 920), true), 11)],
                lambda first: round(
                    pow(2, first - 1)
                    * list_sum(
                        list_transform(
                            bits[first:],
                            lambda of_part: -1024 * ln((1024 - least(of_part, 1023)) / 1024)
                        )
                    )
                )::bigint
            )[1]
        )[1]
    end;
