-- title: Hours whose records are to be judged again
-- grain: hour
-- needs:
-- Whether their records are copies (logs.is_copy) is decided again, an hour in each transaction: after an upgrade, after the
-- setting `counted` was changed.
create table if not exists unjudged_hours (
    hour timestamp not null
);
