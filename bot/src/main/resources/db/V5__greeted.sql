-- How much of what a lane was asked for somebody was told to have been heard, before its turn came.
ALTER TABLE lane ADD COLUMN greeted BIGINT DEFAULT 0 NOT NULL;
