-- title: The name of a stack frame, without release, machine and line number
-- grain: scalar
-- parameters: frame
-- needs: short_path
-- `folder/file:function` or `package.Class.method`: without line numbers, memory addresses, arguments, the numbers of
-- lambdas and proxies, and without the folders above the application (`/srv/app-1.2.3/`, `/tmp/x/`, `/home/me/`).
create or replace macro frame_name(frame) as
    regexp_replace(
        case
            when starts_with(frame, 'File "') then short_path(regexp_extract(frame, 'File "([^"]+)"', 1))
                || ':' || regexp_extract(frame, ', in (.+)$', 1)
            when regexp_matches(frame, '^\S+:\d+ in \S+$') then
                short_path(regexp_extract(frame, '^(\S+):\d+ in ', 1)) || ':' || regexp_extract(frame, ' in (\S+)$', 1)
            when regexp_matches(frame, '^\s*at .*:\d+(?::\d+)?\)?$')
                and not regexp_matches(frame, '\.(?:java|kt|scala|groovy|clj|cs|vb|fs):') then
                short_path(regexp_extract(frame, '(?:^\s*at |\()(?:async )?(?:[a-z-]+://[^/]*/)?([^()]*?):\d+(?::\d+)?\)?$', 1))
                || ':' || regexp_extract(frame, '^\s*at (?:async |new )*(.*?)(?: \[as [^\]]*\])? \(', 1)
            when regexp_matches(frame, '^\s*at ') then regexp_extract(
                frame, '^\s*at (?:[A-Za-z0-9_.@-]*/+)*([^(\s]+)', 1
            )
            when contains(frame, '.go:') or contains(frame, '.s:') then regexp_replace(
                split_part(frame, chr(10), 1), '\([^()]*\)$|\(0x.*$', ''
            )
            when contains(frame, '.rb:') or regexp_matches(frame, ':\d+:in ') then short_path(
                regexp_extract(frame, '(?:from )?(\S+?):\d+:in ', 1)
            ) || ':' || regexp_extract(frame, ':in [`''](?:block (?:\(\d+ levels\) )?in )?(.+)$', 1)
            when starts_with(frame, '#') then short_path(regexp_extract(frame, '^#\d+ (.*?)\(\d+\)', 1))
                || ':' || regexp_extract(frame, '\): ([^(]+)', 1)
            when starts_with(frame, '{') then
                short_path(regexp_extract(frame, '"(?i:file|filename)"\s*:\s*"([^"]*)"', 1))
                || ':' || regexp_extract(frame, '"(?i:name|function|func|method)"\s*:\s*"([^"]*)"', 1)
            else short_path(regexp_extract(frame, '@(?:[a-z-]+://[^/]*/)?(.*?):\d+:\d+$', 1)) || ':' || split_part(frame, '@', 1)
        end,
        '0x[0-9a-fA-F]+|@[0-9a-f]{4,}\b|\$\$[A-Za-z]*Lambda.*$|\$\$EnhancerBy.*?\$\$[0-9a-f]+|\$\d+|/\d+\b'
        || '|(?:d__|b__|DisplayClass)[0-9_]+|(?:Proxy|Accessor)\d+|(\.func)[0-9.]+',
        '\1',
        'g'
    );
