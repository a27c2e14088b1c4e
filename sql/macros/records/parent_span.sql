-- title: The parent span of a record's span
-- grain: scalar
-- parameters: attributes
-- needs: valid_id
-- Under the names that OpenTelemetry, Elastic, Datadog, Zipkin and their bridges use; null where the record does not say.
create or replace macro parent_span(attributes) as
    valid_id(
        list_filter(
            json_extract_string(
                attributes,
                [
                    '$.parent_span_id',
                    '$.parentSpanId',
                    '$.ParentSpanId',
                    '$.parent_id',
                    '$.parentId',
                    '$.ParentId',
                    '$."parent.id"',
                    '$.parent.id',
                    '$."span.parent_id"',
                    '$."dd.parent_id"',
                    '$.dd.parent_id'
                ]
            ),
            lambda id: id is not null and id <> ''
        )[1]
    );
