-- A second provider, Gwop. Its state can't be asked for: what its signed events say is the evidence,
-- so the inbox keeps that. A server of before this file answers 503 from here on, until a newer one
-- replaces it; what it didn't take will be sent again.

alter table inbox
  drop constraint inbox_provider_check,
  add constraint inbox_provider_check check (provider in ('proxy', 'gwop')),
  add column other_id text collate "C", -- a second id of the same object, where its provider has two
  add column fact jsonb,                -- what the event says, where nobody can be asked later
  add constraint inbox_fact_check check (fact is null or object_id is not null);

-- Finds what is known of an object. By the one id that every fact has: a fact with two ids counts
-- only where both are the object's, so that the other one need not be searched for.
create index inbox_by_object on inbox (provider, (object_id collate "C")) where fact is not null;

-- The invoices that the app says it created: whose each is, and what it is for. What arrives about
-- any other one waits in the inbox until it is registered. A row is never changed.
create table gwop_invoice (
  -- Neither kind of id can be mistaken for the other, so that no id is ever that of two invoices. In
  -- older documents an invoice has its public id alone: then both are that one.
  invoice_id        text collate "C" primary key check (invoice_id <> ''),
  public_invoice_id text collate "C" not null unique check (starts_with(public_invoice_id, 'inv_')),
  buyer_reference   text collate "C" not null check (buyer_reference <> ''),
  amount_usdc       numeric(78, 0)   not null check (amount_usdc >= 0), -- asked for, in millionths
  items             jsonb            not null check (jsonb_typeof(items) = 'array'),
  registered_at     timestamptz      not null default now(),
  check (not starts_with(invoice_id, 'inv_') or invoice_id = public_invoice_id)
);

-- One version of as many parts as its provider needs, instead of the four that Proxy has. Arrays are
-- compared part by part. None may be null or NaN, for the reason that 0001 gives.
alter table entitlement
  alter column version_at type numeric[] using array[
    extract(epoch from version_at) * 1000,
    version_rank,
    version_cancelling::int,
    case when version_period_end = '-infinity' then '-infinity'::numeric
      else extract(epoch from version_period_end) * 1000 end
  ];

alter table entitlement rename column version_at to version;

alter table entitlement
  drop column version_rank,
  drop column version_cancelling,
  drop column version_period_end,
  add constraint entitlement_version_check check (
    array_position(version, null) is null and array_position(version, 'NaN') is null
  ),
  -- What a person should look at.
  add column flags text[] not null default '{}'
    check (flags <@ array['paid_after_final', 'paid_short']),
  -- What the last statement about this row did to it, for that statement's `returning`: it can't see
  -- the row as it was.
  add column last_write text not null default 'change'
    check (last_write in ('initial_grant', 'change', 'none'));

alter table entitlement alter column last_write drop default;

alter table change add column flags text[] not null default '{}';

create or replace view current_entitlement as
select
  held.provider,
  held.source,
  held.buyer_reference,
  -- A17: a purchase that failed after it was granted has ended; it was not unavailable all along.
  case when held.access = 'unavailable' and held.granted_by is not null
    then 'ended' else held.access end as access,
  held.renews,
  held.access_until,
  coalesce(held.quantity, origin.quantity) as quantity,
  -- Null for a subscription: its units were granted by the session that it was bought through.
  case when held.started_by is null then (
    select count(*) from change
    where (change.provider, change.source) = (held.provider, held.source) and change.initial_grant
  ) end as grants,
  held.flags
from entitlement held
  left join entitlement origin
    on (origin.provider, origin.source) = (held.provider, held.started_by)
-- A13: a subscription's row stands in for that of the session it was bought through. Never both.
where not exists (
  select from entitlement started
  where (started.provider, started.started_by) = (held.provider, held.source)
);
