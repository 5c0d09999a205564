-- What the events of the last minutes were put to: each use of an event once, whichever instance was first.
CREATE TABLE wxcc_nodes.event_uses (
  org_id text NOT NULL,
  id text NOT NULL,
  use text NOT NULL,
  kept_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, id, use)
);
CREATE INDEX event_uses_kept_at ON wxcc_nodes.event_uses (kept_at);
