-- title: The offset of a time zone abbreviation
-- grain: scalar
-- parameters: abbreviation
-- needs:
-- Of capitals, such as `+01:00` for CET. Only those that mean one offset wherever the tz database has used them since 2019,
-- and PST, which is the Pacific's in logs (RFC 5322). Null for those that several zones share: CST and CDT (America, China,
-- Cuba), IST (India, Ireland, Israel), and for all others. Two lists of the same order, which are planned faster than cases.
create or replace macro zone_offset(abbreviation) as
    string_split(
        '+00:00 +00:00 +00:00 +00:00 +01:00 +01:00 +01:00 +02:00 +02:00 +03:00 +03:00 -05:00 -04:00 -07:00 -06:00 -08:00 -07:00 '
        || '-09:00 -08:00 -10:00 -03:30 -02:30 +01:00 +02:00 +02:00 +03:00 +05:00 +07:00 +08:00 +09:00 +08:00 +09:00 +09:00 '
        || '+08:00 +09:30 +10:30 +10:00 +11:00 +12:00 +13:00',
        ' '
    )[
        list_position(
            string_split(
                'UTC GMT UT WET WEST BST CET CEST EET EEST MSK EST EDT MST MDT PST PDT '
                || 'AKST AKDT HST NST NDT WAT CAT SAST EAT PKT WIB WITA WIT HKT JST KST '
                || 'AWST ACST ACDT AEST AEDT NZST NZDT',
                ' '
            ),
            abbreviation
        )
    ];
