-- title: The bit of a sketch that a user sets
-- grain: scalar
-- parameters: user_id
-- needs:
-- A multi-resolution bitmap (Estan, Varghese, Fisk: Bitmap algorithms for counting active flows, 2003): ten parts of
-- 1,000 bits. Half of all users set a bit of the first part, a quarter one of the second, and so on; which bit is chance.
-- Hashed twice, because DuckDB's hashes of short texts look alike.
create or replace macro user_slot(user_id) as
    (
        least(9, floor(-log2(((hash(hash(user_id)) >> 11) + 1) / 9007199254740992))) * 1000
        + hash(hash(user_id)) % 1000
    )::usmallint;
