-- title: Whether a text is a stack trace
-- grain: scalar
-- parameters: value
-- needs:
-- More than one line, and lines that look like frames of Python, Java, JavaScript, .NET, Go, Ruby, PHP or Rust.
create or replace macro is_stack(value) as
    contains(value, chr(10))
    and regexp_matches(
        value, '(?m)^Traceback \(most|^\s+(?:at |File "|from |\.\.\. \d+ more)|\.(?:go|rb|py|js|ts|php|java|rs|exs?):\d+|^\s*#\d+ |^goroutine \d+'
    );
