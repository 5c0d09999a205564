-- What one home folder holds. Texts are kept as the program writes them: json would lose nothing, jsonb would.
CREATE TABLE wxcc_nodes.documents (
  name text PRIMARY KEY,
  -- Rises with each change: whoever has read this one need not read it again.
  revision bigint NOT NULL,
  content text NOT NULL
);

-- The zips of the catalog, by their digest.
CREATE TABLE wxcc_nodes.packages (
  digest text PRIMARY KEY,
  bytes bytea NOT NULL
);

-- Work that one instance does at a time. The fence rises with each holder, so that one that stood still is found out.
CREATE TABLE wxcc_nodes.leases (
  name text PRIMARY KEY,
  holder text NOT NULL,
  fence bigint NOT NULL,
  ends_at timestamptz NOT NULL
);

-- Calls with an Idempotency-Key. A record is there, and committed, before anything is sent.
CREATE TABLE wxcc_nodes.kept_calls (
  id text PRIMARY KEY,
  -- Whose share it takes.
  owner text NOT NULL,
  record text NOT NULL,
  kept_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX kept_calls_kept_at ON wxcc_nodes.kept_calls (kept_at);
