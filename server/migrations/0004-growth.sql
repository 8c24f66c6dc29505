-- What millions of rows cost, and what nobody needs. Servers of before this file may run beside.
--
-- No foreign key is left. The one statement (`apply.ts`) writes an event, its entitlement and its
-- change together or not at all, and nothing else writes them, so that none can refer to a row that
-- isn't there: a property of the tests holds it to that, and the doctor looks for orphans. The four
-- checks took a third of the database's work for an event; and an event that is referred to could
-- never be dropped, however old.

-- In the order in which the statement takes them: whoever writes waits here, and holds nothing that
-- the rest of this file waits for. Reading goes on.
lock table inbox, entitlement, change in share row exclusive mode;

-- Of whatever size, this is built while nothing may be written. On a large database build it before,
-- by hand, as README.md says: what is there already is left alone.
--
-- Partial, so that no other question can be answered by it. The index that it replaces could find a
-- row by its provider alone: on a database without statistics, such as a new one, that looked as good
-- as the primary key, and each look for one entitlement read all of its provider.
create index if not exists entitlement_started_by on entitlement (provider, started_by)
  where started_by is not null;

-- From here on all is done at once, and nothing is read. With the view, which whoever reads takes
-- before its tables, go those.
lock table inbox, current_entitlement in access exclusive mode;

drop index entitlement_by_start;

alter table entitlement
  drop constraint entitlement_provider_event_id_fkey,
  drop constraint entitlement_provider_granted_by_fkey;

alter table change
  drop constraint change_provider_event_id_fkey,
  drop constraint change_provider_source_fkey;

-- It was for the last of those: without it, no question of ours looks for the changes of a source
-- but for the one that granted.
drop index change_by_source;

-- The same answers as before. Each look for another row is a question of its own, which the planner
-- can only answer by an index: as joins, on tables without statistics, they were scans, one a buyer.
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
  coalesce(held.quantity, (
    select origin.quantity from entitlement origin
    where (origin.provider, origin.source) = (held.provider, held.started_by)
  )) as quantity,
  -- Null for a subscription: its units were granted by the session that it was bought through.
  case when held.started_by is null then (
    select count(*) from change
    where (change.provider, change.source) = (held.provider, held.source) and change.initial_grant
  ) end as grants,
  held.flags
from entitlement held
-- A13: a subscription's row stands in for that of the session it was bought through. Never both.
where (
  select count(*) from entitlement started
  where (started.provider, started.started_by) = (held.provider, held.source)
) = 0;
