-- title: User sketches by hour
-- grain: hour × source × service × level × status class, once more by route and host (several rows each until merged)
-- needs:
-- A sketch is a set of bits (user_bit) as bytes; bit_or over the sketches of any rows is the sketch of all their users,
-- and users_in tells how many these are. n counts the records that name a user. Every record is in two sketches: in a
-- large one, and, where is_fine, in a small one that also has its route and host; the two are never put together.
-- Appended in the transaction of the rows that they count, merged later (is_partial marks those that are not merged yet).
create table if not exists user_sketches (
    hour timestamp not null,
    source varchar not null,
    service varchar,
    level varchar,
    status_class tinyint,
    route varchar,
    host varchar,
    sketch blob not null,
    n bigint not null,
    is_fine boolean not null default false,
    is_partial boolean not null default true
);
