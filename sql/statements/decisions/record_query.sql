-- title: Note a statement that ran
-- grain: statement that ran
-- parameters: ran_at, text, seconds, rows, bytes, truncated, error
-- needs: query_history
insert into query_history (ran_at, text, seconds, rows, bytes, truncated, error)
values ($ran_at, $text, $seconds, $rows, $bytes, $truncated, $error);
