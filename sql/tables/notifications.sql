-- title: Notifications
-- grain: notification × channel
-- needs:
-- The outbox: what people are told, and what became of it. A row is written in the transaction of the alert's change that causes it. The
-- key is the same each time that it is sent.
create table if not exists notifications (
    key varchar not null,
    channel varchar not null,
    -- firing, resolved, repeat, test, no_data, error or digest
    event varchar not null,
    -- empty where it tells of alerts of several rules
    rule varchar not null,
    severity varchar not null,
    created_at timestamp not null,
    -- it is not sent before
    due_at timestamp not null,
    -- waiting, sending, sent, failed (tried often enough) or refused (trying again is of no use)
    state varchar not null,
    tries integer not null,
    -- when it was last begun to be sent
    claimed_at timestamp,
    sent_at timestamp,
    -- what the other side said, one line
    answer varchar,
    -- what a webhook is sent
    payload json not null,
    -- it was being sent when the process ended, or no answer came: so it may have arrived twice, with the same key
    possible_repeat boolean not null
);
