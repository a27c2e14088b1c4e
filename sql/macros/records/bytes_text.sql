-- title: The text of a list of bytes
-- grain: scalar
-- parameters: value
-- needs:
-- `value` is the text of a JSON list of numbers from 0 to 255. What is not UTF-8 in it becomes the replacement character. Null
-- for other lists, and for bytes that are not readable text.
create or replace macro bytes_text(value) as
    list_filter(
        list_transform(
            [case when regexp_full_match(value, '\[\s*(?:(?:1?\d?\d|2[0-4]\d|25[0-5])\s*[,\]]\s*)+') then try_cast(value as utinyint[]) end],
            lambda bytes: decode(array_to_string(list_transform(bytes, lambda byte: format('\x{:02X}', byte)), '')::blob, 'replace')
        ),
        lambda text: not regexp_matches(text, '[\x00-\x08\x0e-\x1a\x1c-\x1f]')
    )[1];
