-- Callbacks that came to another instance than the one that waits for them.
CREATE TABLE wxcc_nodes.letters (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- The one that waits.
  instance text NOT NULL,
  id text NOT NULL,
  -- As it came; none when it could not be read.
  body text,
  kept_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX letters_instance ON wxcc_nodes.letters (instance);
CREATE INDEX letters_kept_at ON wxcc_nodes.letters (kept_at);
