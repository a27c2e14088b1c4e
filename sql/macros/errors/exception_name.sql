-- title: The exception type at the beginning of a text
-- grain: scalar
-- parameters: value
-- needs:
-- "ValueError: …", "java.io.IOException: …", "KeyError('sku')"; null where the text does not begin with such a name.
create or replace macro exception_name(value) as
    nullif(
        regexp_extract(
            value,
            '^\s*((?:[A-Za-z_$][0-9A-Za-z_$]*(?:[./\\]|::))*[A-Z][0-9A-Za-z_$]*(?:Error|Exception|Fault|Interrupt|Exit|Warning))(?:[:(\s]|$)',
            1
        ),
        ''
    );
