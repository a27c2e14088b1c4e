-- title: The sketch of a set of users
-- grain: aggregate
-- parameters: user_id, part_bits
-- needs: user_bit
-- As bytes, ten parts of part_bits bits; see user_sketches.
create or replace macro user_sketch(user_id, part_bits) as
    bitstring_agg(user_bit(user_id, part_bits), 0::usmallint, (10 * part_bits - 1)::usmallint)::blob;
