-- title: The last two parts of a source file's path, without its extension
-- grain: scalar
-- parameters: path
-- needs:
-- The folders above the application, its release and content hashes in bundle names are left out, so that the same file
-- has one name on every machine: `/srv/app-1.2.3/shop/orders.py` → `shop/orders`, `/app/main.4f2a91.js` → `main`.
create or replace macro short_path(path) as
    regexp_extract(
        regexp_replace(
            regexp_replace(
                regexp_replace(replace(path, '\', '/'), '^(?:[A-Za-z]:)?/*', '/'),
                '^/(?:(?:usr/src|srv|opt|home|Users|data|mnt|var/www|var/task|tmp|var/tmp|private/tmp|workspaces)/[^/]+'
                || '|(?:private/)?var/folders/[^/]+/[^/]+/T/[^/]+|app|code|root|workspace)/'
                || '|^.*/(?:releases/[^/]+|current|[^/]*\d+\.\d+[^/]*|[0-9a-f]{7,}|\d{6,})/',
                '/'
            ),
            '([.-][0-9a-f]{6,})?\.[A-Za-z]{1,6}$',
            ''
        ),
        '(?:[^/]+/)?[^/]*$'
    );
