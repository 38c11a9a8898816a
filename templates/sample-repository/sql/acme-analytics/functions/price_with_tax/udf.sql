-- The price that a customer pays.
CREATE OR REPLACE FUNCTION functions.price_with_tax(price NUMERIC, country STRING)
RETURNS NUMERIC AS (
  ROUND(
    price * CASE
      country
      WHEN 'DE'
        THEN NUMERIC '1.19'
      WHEN 'FR'
        THEN NUMERIC '1.20'
      ELSE 1
    END,
    2
  )
);

-- Tests
SELECT
  IF(functions.price_with_tax(NUMERIC '100', 'DE') = 119, TRUE, ERROR('DE is taxed with 19 %'));
