-- title: Who was there, by hour, as sketches
-- grain: hour × source × service × level × status class (several rows each until they are merged)
-- needs:
-- A sketch is a set of bits (user_slot) as bytes; bit_or over the sketches of any rows is the sketch of all their users,
-- and users_in tells how many these are. n counts the records that name a user. Appended in the transaction of the rows
-- they tell of, merged later (is_partial tells which are not merged yet).
create table if not exists user_sketches (
    hour timestamp not null,
    source varchar not null,
    service varchar,
    level varchar,
    status_class tinyint,
    sketch blob not null,
    n bigint not null,
    is_partial boolean not null default true
);
