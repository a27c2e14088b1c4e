-- title: Error occurrences by their current group
-- grain: occurrence
-- needs: errors, merged_errors, split_errors
-- The columns of errors, with what people put together and took apart: error_id is the group, fingerprint the one that the
-- occurrence has after taking apart, stored_id the one that errors and logs have.
create or replace view error_occurrences as
with rules as (
    select
        split_errors.error_id,
        list(
            {
                'dimension': split_errors.dimension,
                'value': split_errors.value,
                'into_error_id': split_errors.into_error_id
            }
            order by split_errors.decided_at, split_errors.dimension, split_errors.value
        ) as rules
    from split_errors
    group by split_errors.error_id
),

told_apart as (
    select
        errors.* exclude (error_id),
        errors.error_id as stored_id,
        case
            when rules.rules is null then errors.error_id
            else coalesce(
                list_filter(
                    rules.rules,
                    lambda rule: case rule.dimension
                        when 'service' then coalesce(errors.service, '') = rule.value
                        else contains(coalesce(errors.error_message, ''), rule.value)
                    end
                )[1].into_error_id,
                errors.error_id
            )
        end as fingerprint
    from errors
    left join rules on rules.error_id = errors.error_id
)

select
    told_apart.*,
    coalesce(merged_errors.into_error_id, told_apart.fingerprint) as error_id
from told_apart
left join merged_errors on merged_errors.error_id = told_apart.fingerprint;
