-- title: Parts of a file known by their first bytes
-- grain: row of files
-- needs: files
-- Streams read before have no keys: a part of one of them is taken for a log of its own, as it was before.
alter table files add column if not exists head_keys varchar default '';
alter table files add column if not exists duplicate_until bigint default 0;
