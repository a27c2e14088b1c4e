-- title: The bit that a user sets in a sketch
-- grain: scalar
-- parameters: user_id, part_bits
-- needs:
-- A multi-resolution bitmap (Estan, Varghese, Fisk: Bitmap algorithms for counting active flows, 2003): ten parts of
-- part_bits bits. Half of all users set a bit of the first part, a quarter one of the second, and so on; which bit is chance.
-- The part is how many zeros the hash ends in from its fortieth bit on, nine at most.
-- Hashed twice, because DuckDB's hashes of short texts look alike.
create or replace macro user_bit(user_id, part_bits) as
    (
        (
            bit_count(
                xor((hash(hash(user_id)) >> 40)::bigint | 512, ((hash(hash(user_id)) >> 40)::bigint | 512) - 1)
            ) - 1
        ) * part_bits
        + (hash(hash(user_id)) % part_bits)::bigint
    )::usmallint;
