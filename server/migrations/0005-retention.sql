-- Up to when events may have been dropped (`maintain.ts`), in one row, or none as long as nothing was:
-- what is missing from before is no orphan.
create table retention (
  only_row      boolean     primary key default true check (only_row),
  events_before timestamptz not null -- our clock, as `inbox.received_at`
);
