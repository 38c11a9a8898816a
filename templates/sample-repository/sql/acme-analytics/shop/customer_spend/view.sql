CREATE OR REPLACE VIEW
  `acme-analytics.shop.customer_spend`
AS
SELECT
  customer_id,
  country,
  functions.price_with_tax(SUM(price), ANY_VALUE(country)) AS spend,
FROM
  `acme-analytics.shop_raw.orders_v1`
GROUP BY
  customer_id,
  country
