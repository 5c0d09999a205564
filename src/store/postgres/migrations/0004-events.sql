-- Events of organizations, kept for minutes: each once, whichever instance was told of it.
CREATE TABLE wxcc_nodes.events (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  org_id text NOT NULL,
  id text NOT NULL,
  body text NOT NULL,
  kept_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (org_id, id)
);
CREATE INDEX events_kept_at ON wxcc_nodes.events (kept_at);
