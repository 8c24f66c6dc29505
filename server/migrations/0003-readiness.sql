-- One row, which /readyz writes: that a database answers doesn't mean that it can be written to.
create table readiness (
  only_row  boolean     primary key default true check (only_row),
  proved_at timestamptz not null
);
