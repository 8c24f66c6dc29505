-- Who is signed in to the inspector. What a browser holds is random, and here stands its HMAC by
-- INSPECTOR_TOKEN: who reads this table gets in nowhere, and another token ends all sessions.
create table inspector_session (
  session_hmac text        primary key check (session_hmac ~ '^[0-9a-f]{64}$'),
  ends_at      timestamptz not null
);
