-- title: A hash of an id; null for what is not an id
-- grain: scalar
-- parameters: id
-- needs:
-- To tell records of two events apart that look the same. Null for what is too short to be one, or zeros.
create or replace macro event_id_hash(id) as
    case when length(id) >= 8 and not starts_with(id, '0000000') then hash(id) end;
