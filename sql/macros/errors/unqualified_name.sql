-- title: The last part of a qualified name
-- grain: scalar
-- parameters: name
-- needs:
-- `shop.errors.PaymentTimeout`, `Shop::PaymentTimeout` and `Shop\PaymentTimeout` are one exception: `PaymentTimeout`.
create or replace macro unqualified_name(name) as
    coalesce(nullif(regexp_extract(name, '[^.:/\\$+]+$'), ''), name);
