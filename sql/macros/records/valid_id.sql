-- title: An id; null for values that mean "no id"
-- grain: scalar
-- parameters: id
-- needs:
-- Loggers write `-`, zeros or a word where there is no trace.
create or replace macro valid_id(id) as
    case
        when not regexp_full_match(id, '[-0.\s]*|(?i:none|null|nil|undefined|unknown|n/a)') then id
    end;
