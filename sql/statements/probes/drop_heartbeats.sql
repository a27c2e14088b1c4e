-- title: Drop old rows of heartbeats
-- grain: heartbeats
-- parameters: before
-- needs: heartbeats
delete from heartbeats
where heartbeats.ts < $before::timestamp;
