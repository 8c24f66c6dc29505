-- The yardstick's own tables, of our schema's shape, and always the same ones: what we gain or lose by a
-- migration must be seen against it. Three tables, their keys, an index each, and no foreign keys.

create table inbox (
  provider    text        not null,
  event_id    text        collate "C" not null,
  type        text        not null,
  object_id   text,
  occurred_at timestamptz not null,
  received_at timestamptz not null default now(),
  body_sha256 text        not null,
  primary key (provider, event_id)
);

create table entitlement (
  provider        text collate "C" not null,
  source          text collate "C" not null,
  buyer_reference text collate "C" not null,
  access          text not null,
  quantity        bigint,
  version         numeric[] not null,
  event_id        text collate "C" not null,
  primary key (provider, source)
);

create index entitlement_by_buyer on entitlement using hash (buyer_reference);

create table change (
  id         bigint generated always as identity primary key,
  provider   text collate "C" not null,
  source     text collate "C" not null,
  event_id   text collate "C" not null,
  access     text not null,
  quantity   bigint,
  changed_at timestamptz not null default now()
);

create index change_by_source on change (provider, source, id);
