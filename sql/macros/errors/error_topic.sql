-- title: The first telling words of an error message
-- grain: scalar
-- parameters: error_message
-- needs: masked_message
-- Its first word that says something, with those before it ("cannot read", "invalid email"), in lower case; words with ids, numbers or
-- quoted values are passed over. So messages that share no words differ, and those that differ in values do not. Null for none.
create or replace macro error_topic(error_message) as
    nullif(
        regexp_replace(
            regexp_extract(
                lower(regexp_replace(masked_message(left(error_message, 4096)), '\S*<\*>\S*', ' ', 'g')),
                '^[\s\pP\pS]*((?:(?:a|an|the|this|that|to|in|of|on|is|was|it|we|no|not|can|cannot|could|unable|failed|failure|error|invalid'
                || '|missing|unknown|unexpected|expected|bad|wrong|illegal|unsupported|while|during|when|for|with|by|be|been|has|have|had'
                || '|must|should|does|do|did|and|or|at|from)[\s\pP\pS]+)*[^\s\pP\pS]+)',
                1
            ),
            '[\s\pP\pS]+',
            ' ',
            'g'
        ),
        ''
    );
