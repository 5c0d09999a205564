-- What was run in the console. Ids begin with the time: their order is that of the runs, whatever the language of the
-- database.
CREATE TABLE wxcc_nodes.runs (
  id text COLLATE "C" PRIMARY KEY,
  -- Two lines of JSON: what a list shows, and the rest.
  record text NOT NULL
);
