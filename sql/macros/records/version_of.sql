-- title: The release that wrote a record
-- grain: scalar
-- parameters: attributes
-- needs:
-- Under the names that logs commonly have for it: version, release, build, commit…, as a key of its own or of service, app
-- or resource. Null where there is none, or where the value is more than a short text or number.
create or replace macro version_of(attributes) as
    list_filter(
        json_extract_string(
            attributes,
            [
                '$.version', '$.app_version', '$.appVersion', '$.AppVersion', '$.Version', '$.release', '$.Release',
                '$.service_version', '$.serviceVersion', '$."service.version"', '$.service.version', '$.app.version',
                '$.resource."service.version"', '$.resource.service.version', '$.tags.release', '$.labels.version',
                '$.build', '$.build_version', '$.build_id', '$.git_sha', '$.git_commit', '$.commit', '$.revision'
            ]
        ),
        lambda value: value is not null and length(value) between 1 and 100 and value[1] not in ('{', '[')
    )[1];
