-- title: Fingerprints changed by a new version of Longtail
-- grain: earlier fingerprint × fingerprint
-- needs:
-- The errors that had earlier_id have error_id since the fingerprint got the version `version`: an upgrade separates errors that were one
-- group, or the other way round. What people decided about the earlier group was copied to the new ones when this row was written.
create table if not exists error_versions (
    earlier_id varchar not null,
    error_id varchar not null,
    version smallint not null
);
