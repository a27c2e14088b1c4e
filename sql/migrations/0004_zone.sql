-- title: Zones that the write time of a file told
-- grain: row of files
-- needs: files
-- Streams read before have none: their times without a zone stay what they are.
alter table files add column if not exists zone varchar;
