CREATE OR REPLACE VIEW
  `acme-analytics.shop.order_totals`
AS
SELECT
  order_date,
  country,
  SUM(total) AS total,
  COUNT(DISTINCT customer_id) AS customers,
FROM
  `acme-analytics.shop_derived.order_totals_v1`
GROUP BY
  order_date,
  country
