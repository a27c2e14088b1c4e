-- title: bitstring() of a bounded length
-- grain: scalar
-- parameters: bits, width
-- needs:
-- Takes the place of the built-in bitstring for untrusted statements: at most 10,000 bits.
create or replace temporary macro bitstring(bits, width) as
    system.main.bitstring(
        bits,
        case
            when width <= 10000 then width
            else error('bitstring() makes at most 10,000 bits here.')
        end
    );
