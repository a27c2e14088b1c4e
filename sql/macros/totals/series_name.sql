-- title: The series of a record in a split chart
-- grain: scalar
-- parameters: split, source, service, level, status_class, route, host
-- needs: status_name
-- split is service, level, source, route, status, host or none; the empty name stands for records without a value.
create or replace macro series_name(split, source, service, level, status_class, route, host) as
    case split
        when 'service' then coalesce(service, '')
        when 'level' then coalesce(level, '')
        when 'source' then source
        when 'route' then coalesce(route, '')
        when 'status' then status_name(status_class)
        when 'host' then coalesce(host, '')
        else 'all'
    end;
