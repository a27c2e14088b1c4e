-- title: Distances of texts of a bounded length
-- grain: scalar
-- parameters: a, b
-- needs:
-- Take the place of the built-in functions for untrusted statements: their time grows with the product of both lengths, and a whole
-- vector of them is not interrupted.
create or replace temporary macro levenshtein(a, b) as
    system.main.levenshtein(
        a,
        case
            when length(a) * length(b) <= 250000 then b
            else error('levenshtein() compares texts of some 500 characters here.')
        end
    );
create or replace temporary macro editdist3(a, b) as
    system.main.editdist3(
        a,
        case
            when length(a) * length(b) <= 250000 then b
            else error('editdist3() compares texts of some 500 characters here.')
        end
    );
create or replace temporary macro damerau_levenshtein(a, b) as
    system.main.damerau_levenshtein(
        a,
        case
            when length(a) * length(b) <= 250000 then b
            else error('damerau_levenshtein() compares texts of some 500 characters here.')
        end
    );
create or replace temporary macro jaro_similarity(a, b) as
    system.main.jaro_similarity(
        a,
        case
            when length(a) * length(b) <= 250000 then b
            else error('jaro_similarity() compares texts of some 500 characters here.')
        end
    ),
    (a, b, cutoff) as
    system.main.jaro_similarity(
        a,
        case
            when length(a) * length(b) <= 250000 then b
            else error('jaro_similarity() compares texts of some 500 characters here.')
        end,
        cutoff
    );
create or replace temporary macro jaro_winkler_similarity(a, b) as
    system.main.jaro_winkler_similarity(
        a,
        case
            when length(a) * length(b) <= 250000 then b
            else error('jaro_winkler_similarity() compares texts of some 500 characters here.')
        end
    ),
    (a, b, cutoff) as
    system.main.jaro_winkler_similarity(
        a,
        case
            when length(a) * length(b) <= 250000 then b
            else error('jaro_winkler_similarity() compares texts of some 500 characters here.')
        end,
        cutoff
    );
