-- title: The outermost exception of a stack trace, and its root cause
-- grain: scalar
-- parameters: stack
-- needs:
-- Two texts that are stacks themselves, `outer` and `root`; root is null where the stack has no cause, and outer is all of it
-- then. Python and PHP print the root cause first, Java, JavaScript and Ruby last, .NET nests its head and its frames.
create or replace macro error_causes(stack) as
    case
        when contains(stack, 'Traceback (most recent call last)') and not contains(stack, ' above exception') then {'outer': stack, 'root': null}
        when contains(stack, 'Traceback (most recent call last)') then list_transform(
            [
                string_split_regex(
                    stack,
                    '\n(?:During handling of the above exception, another exception occurred|'
                    || 'The above exception was the direct cause of the following exception):\s*\n'
                )
            ],
            lambda parts: {'outer': parts[-1], 'root': if(len(parts) > 1, parts[1], null)}
        )[1]
        when contains(stack, 'aused by: ') or contains(stack, '[cause]: ') or contains(stack, '[previous exception] ') then list_transform(
            [string_split_regex(stack, '\n ?[Cc]aused by: |\[cause\]: |\n?\[previous exception\] ')],
            lambda parts: {
                'outer': regexp_replace(split_part(parts[1], chr(10) || chr(9) || 'Suppressed: ', 1), ' \{\s*$', ''),
                'root': if(len(parts) > 1, split_part(parts[-1], chr(10) || chr(9) || 'Suppressed: ', 1), null)
            }
        )[1]
        when contains(stack, chr(10) || 'Wrapped by: ') then {
            'outer': split_part(stack, chr(10) || 'Wrapped by: ', -1),
            'root': split_part(stack, chr(10) || 'Wrapped by: ', 1)
        }
        when contains(stack, '--- End of inner exception stack trace ---') then list_transform(
            [
                {
                    'heads': string_split_regex(regexp_extract(stack, '(?s)^(.*?)(?:\n\s+at |$)', 1), '\s*---> '),
                    'frames': string_split(stack, '--- End of inner exception stack trace ---')
                }
            ],
            lambda told: {
                'outer': told.heads[1] || chr(10) || told.frames[-1],
                'root': told.heads[-1] || chr(10) || regexp_extract(told.frames[1], '(?s)\n\s+at .*$')
            }
        )[1]
        when regexp_matches(stack, '\n\s*\nNext [A-Za-z_\\]+') then list_transform(
            [string_split_regex(stack, '\n\s*\nNext ')],
            lambda parts: {'outer': parts[-1], 'root': parts[1]}
        )[1]
        when contains(stack, '.rb:') and regexp_matches(stack, '\n\S+\.rb:\d+:in [^\n]*\([A-Z][0-9A-Za-z_:]*\)(?:\n|$)') then list_transform(
            [regexp_extract_all(stack, '(?m)^\S+\.rb:\d+:in [^\n]*\([A-Z][0-9A-Za-z_:]*\)$')[-1]],
            lambda head: {
                'outer': left(stack, strpos(stack, chr(10) || head)),
                'root': substr(stack, strpos(stack, chr(10) || head) + 1)
            }
        )[1]
        else {'outer': stack, 'root': null}
    end;
