SELECT
  DATE(ordered_at) AS order_date,
  customer_id,
  country,
  SUM(functions.price_with_tax(price, country)) AS total,
FROM
  `acme-analytics.shop_raw.orders_v1`
GROUP BY
  order_date,
  customer_id,
  country
