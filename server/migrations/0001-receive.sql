-- Three tables and a view: what we were told, what it means for access, how that came to be, and
-- what a buyer may use. The constraints, not the code, are what makes repetition harmless.

-- Every event received, once. Append-only. The primary key is the deduplication (STATE step 3):
-- of two deliveries of one event, whichever comes second waits for the first and inserts nothing.
create table inbox (
  provider    text        not null check (provider in ('proxy')),
  event_id    text        collate "C" not null check (event_id <> ''), -- of the signed body
  type        text        not null, -- open: a sender adds types without asking
  object_id   text,                 -- null where a type that we don't know names no object
  occurred_at timestamptz not null, -- the sender's clock
  received_at timestamptz not null default now(), -- our clock; never used for ordering
  body_sha256 text        not null check (body_sha256 ~ '^[0-9a-f]{64}$'), -- tells other bytes under one id
  primary key (provider, event_id)
);

-- What one object at the provider means for access: our one projection of its latest state.
create table entitlement (
  provider        text collate "C" not null,
  source          text collate "C" not null check (source <> ''), -- the object: psess_…, psub_…
  buyer_reference text collate "C" not null, -- as we named the buyer to the provider; "C": exact
  access          text not null check (access in ('granted', 'restricted', 'ended', 'unavailable')),
  renews          boolean,     -- null where nothing can renew
  access_until    timestamptz, -- end of the paid period; null where there is none
  quantity        bigint check (quantity between 0 and 9007199254740991), -- exact as a JSON number
  started_by      text collate "C", -- the source that a subscription was bought through (A13)

  -- The version of the state that this row was made from, compared in this order (A11). None may
  -- be null: a comparison with null is neither true nor false, and would drop a write in silence.
  version_at         timestamptz not null,
  version_rank       smallint    not null,
  version_cancelling boolean     not null,
  version_period_end timestamptz not null, -- '-infinity' where the state has none

  event_id   text collate "C" not null, -- the event whose state this is
  granted_by text collate "C",          -- the first event that granted, kept for good
  primary key (provider, source),
  foreign key (provider, event_id) references inbox,
  foreign key (provider, granted_by) references inbox (provider, event_id)
);

-- Hashed: a reference may be longer than a sorted index can hold.
create index entitlement_by_buyer on entitlement using hash (buyer_reference);
create index entitlement_by_start on entitlement (provider, started_by);

-- Every transition of an entitlement, with the event that caused it. Append-only. Units (credits,
-- seats, downloads) are to be handed out from the rows with `initial_grant`, and from no others.
create table change (
  id            bigint generated always as identity primary key, -- the order within one source
  provider      text        collate "C" not null,
  source        text        collate "C" not null,
  event_id      text        collate "C" not null,
  access        text        not null check (access in ('granted', 'restricted', 'ended', 'unavailable')),
  renews        boolean,
  access_until  timestamptz,
  quantity      bigint      check (quantity between 0 and 9007199254740991),
  initial_grant boolean     not null check (not initial_grant or access = 'granted'),
  changed_at    timestamptz not null default now(),
  foreign key (provider, source) references entitlement,
  foreign key (provider, event_id) references inbox
);

create index change_by_source on change (provider, source, id);

-- Granted once a source. The statement decides it under the entitlement's lock (`granted_by`);
-- this index is the second proof, and what stops a statement that somebody changes later.
create unique index change_initial_grant on change (provider, source) where initial_grant;

-- What a buyer may use. The application reads access here, never from the table, because two rules
-- are about more than one row. Written down instead, two events at once could each miss the other.
create view current_entitlement as
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
  ) end as grants
from entitlement held
  left join entitlement origin
    on (origin.provider, origin.source) = (held.provider, held.started_by)
-- A13: a subscription's row stands in for that of the session it was bought through. Never both.
where not exists (
  select from entitlement started
  where (started.provider, started.started_by) = (held.provider, held.source)
);
