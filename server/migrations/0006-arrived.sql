-- What arrived, for people to look at: written beside the work and never on its way, only where
-- DELIVERY_LOG is on, and bounded. Nothing here decides anything; all of it may be dropped at any
-- time. A row may be missing: what could not be written in time was counted and let go.
--
-- Servers of before this file may run beside: they write none of it.

-- A delivery whose signature held, one row each, repetitions too. Newest first is
-- `order by received_at desc, id desc`; both together are the key of a page.
create table delivery (
  id          bigint generated always as identity primary key, -- as written: what a live tail goes by
  request_id  uuid        not null, -- as in the log's lines about it
  provider    text        collate "C" not null check (provider in ('proxy', 'gwop')),
  received_at timestamptz not null, -- the receiver's clock, when the request came
  duration_ms integer     not null check (duration_ms >= 0), -- from then to its answer

  -- What the body says. Null where it could not be read as an event.
  event_id    text        collate "C",
  type        text        collate "C",
  object_id   text        collate "C", -- of Gwop either of an invoice's two ids
  occurred_at timestamptz, -- the sender's clock

  bytes       integer     not null check (bytes >= 0), -- of the body
  -- Of two rows about one event with different digests, one is a conflict. Compare `inbox.body_sha256`.
  body_sha256 text        collate "C" not null check (body_sha256 ~ '^[0-9a-f]{64}$'),

  -- What came of it: as `applyEvents` says; of Gwop also `parked` (no invoice of these ids is
  -- registered yet) and `ids_disagree`; or `refused`, though the signature held.
  outcome     text        collate "C" not null check (outcome in (
    'applied', 'duplicate', 'stale', 'unchanged', 'parked', 'ids_disagree', 'refused'
  )),
  status      smallint    not null, -- of the answer
  reason      text        collate "C", -- why refused: the answer's `error`; or why Proxy's event is ignored
  code        text        collate "C", -- what failed: a SQLSTATE, or a code of ours or the SDK's

  -- What was made of it, before the database decided: of Proxy the state that was read, of Gwop the
  -- fold of all facts. Of `applied` this is how things are after; how they were before is the row of
  -- the same source with the next lower `version`. All null where there was nothing to write.
  kind        text        collate "C", -- what Proxy's event resolved to, in the SDK's words
  source      text        collate "C", -- as in `entitlement`
  access      text        collate "C",
  renews      boolean,
  access_until timestamptz,
  quantity    bigint,
  flags       text[],
  version     numeric[]   -- of two of one source the higher is the newer, as in `entitlement`
);

-- An index a filter, each of which gives its rows newest first. Of several types ask one by one, each by
-- a value of its own, and merge: of a type that is a column of something else, the planner can't tell how
-- rare it is, and may read the table from its end for one that is nowhere.
create index delivery_by_time on delivery (received_at);
create index delivery_by_event on delivery (event_id, received_at);
create index delivery_by_object on delivery (object_id, received_at);
create index delivery_by_type on delivery (type, received_at);
create index delivery_by_outcome on delivery (outcome, received_at);
create index delivery_by_status on delivery (status, received_at) where status <> 200;

-- Headers and body of a row of `delivery`, where CAPTURE says so, redacted before they come here.
create table captured (
  delivery_id bigint      primary key, -- no foreign key, so that either may be dropped alone
  captured_at timestamptz not null default now(),
  -- [[name, value], …] in the order of their names. Null instead of a value that is not kept.
  headers     jsonb       not null check (jsonb_typeof(headers) = 'array'),
  body        text,       -- null where it is not kept
  is_cut      boolean     not null -- the body was longer than is kept
);

create index captured_by_time on captured (captured_at);

-- Requests that were turned away before anybody knew who sent them, or that no route is for. Counted
-- in memory and added here every few seconds, so that a flood of them writes a handful of rows.
create table refusal (
  minute timestamptz not null, -- its beginning, by the receiver's clock
  route  text        collate "C" not null, -- a name of ours: `proxy`, `gwop`, `registration`, `probe`, `none`
  reason text        collate "C" not null, -- which check stopped it; never told to the sender
  count  bigint      not null check (count > 0),
  primary key (minute, route, reason)
);

-- The latest ten of each route and reason. Nothing that a stranger wrote is kept, but for the path of
-- a request to `none`, without its query.
create table refusal_sample (
  route       text        collate "C" not null,
  reason      text        collate "C" not null,
  slot        smallint    not null check (slot between 0 and 9), -- filled in turn
  request_id  uuid        not null,
  received_at timestamptz not null,
  status      smallint    not null,
  duration_ms integer     not null,
  method      text        collate "C" not null, -- `_OTHER` for one that HTTP doesn't define
  path        text        collate "C" not null, -- 200 characters at most
  primary key (route, reason, slot)
);

-- Rows that `delivery` lacks, since they could not be written in time, by the minute in which that
-- was noticed.
create table delivery_dropped (
  minute timestamptz primary key,
  count  bigint      not null check (count > 0)
);
