-- What all instances count together: a row for each key of the service.
CREATE TABLE wxcc_nodes.rates (
  name text PRIMARY KEY,
  count bigint NOT NULL,
  ends_at timestamptz NOT NULL
);
