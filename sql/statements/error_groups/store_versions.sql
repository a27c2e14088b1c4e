-- title: Store which earlier fingerprint became which
-- grain: earlier fingerprint × fingerprint
-- needs: error_versions
insert into error_versions by name
select
    new_versions.earlier_id,
    new_versions.error_id,
    2 as version
from new_versions;
