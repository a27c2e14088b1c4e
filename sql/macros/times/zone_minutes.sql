-- title: The minutes that an abbreviation of a time zone is ahead of UTC
-- grain: scalar
-- parameters: abbreviation
-- needs:
-- In capitals. Only those that mean one offset wherever the tz database has used them since 2015, and PST, which is the
-- Pacific's in every log (RFC 5322). Null for those that several zones share: CST and CDT (America, China, Cuba), IST (India,
-- Ireland, Israel), AST, SST, and all others.
create or replace macro zone_minutes(abbreviation) as
    case abbreviation
        when 'UTC' then 0
        when 'GMT' then 0
        when 'WET' then 0
        when 'WEST' then 60
        when 'BST' then 60
        when 'CET' then 60
        when 'CEST' then 120
        when 'EET' then 120
        when 'EEST' then 180
        when 'MSK' then 180
        when 'EST' then -300
        when 'EDT' then -240
        when 'MST' then -420
        when 'MDT' then -360
        when 'PST' then -480
        when 'PDT' then -420
        when 'AKST' then -540
        when 'AKDT' then -480
        when 'HST' then -600
        when 'NST' then -210
        when 'NDT' then -150
        when 'WAT' then 60
        when 'CAT' then 120
        when 'SAST' then 120
        when 'EAT' then 180
        when 'PKT' then 300
        when 'WIB' then 420
        when 'WITA' then 480
        when 'WIT' then 540
        when 'HKT' then 480
        when 'JST' then 540
        when 'KST' then 540
        when 'AWST' then 480
        when 'ACST' then 570
        when 'ACDT' then 630
        when 'AEST' then 600
        when 'AEDT' then 660
        when 'NZST' then 720
        when 'NZDT' then 780
    end;
