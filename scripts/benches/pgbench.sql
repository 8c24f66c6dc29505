\set n random(1, 9000000000000000000)
with recorded as (
  insert into inbox (provider, event_id, type, object_id, occurred_at, body_sha256)
  values ('proxy', 'evt_' || md5((:n)::text), 'proxy_session.provisionable', 'psess_' || md5((:n)::text), now(), repeat('0', 64))
  on conflict (provider, event_id) do nothing
  returning event_id, object_id
), written as (
  insert into entitlement as held (provider, source, buyer_reference, access, quantity, version, event_id)
  select 'proxy', object_id, 'buyer_' || md5((:n)::text), 'granted', 3, '{1767225600000,4,0,0}', event_id from recorded
  on conflict (provider, source) do update
    set access = excluded.access, version = excluded.version, event_id = excluded.event_id
    where excluded.version > held.version
  returning source, event_id, access, quantity
)
insert into change (provider, source, event_id, access, quantity)
select 'proxy', source, event_id, access, quantity from written;
