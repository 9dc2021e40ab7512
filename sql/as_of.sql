-- The day of a report: the setting, or the current date.
SET search_path = public, tuoyu;
SET datestyle = ISO;
SELECT as_of() = current_date AS today_by_default;
SET tuoyu.as_of = '2024-02-29';
SELECT as_of();
-- only a real day in ISO spelling is taken, whatever DateStyle says
SET tuoyu.as_of = '2024-02-30';
SET tuoyu.as_of = '29/02/2024';
SET tuoyu.as_of = 'today';
SELECT as_of();
-- it follows SET LOCAL and rollback
BEGIN;
SET LOCAL tuoyu.as_of = '2021-06-01';
SELECT as_of();
ROLLBACK;
SELECT as_of();
RESET tuoyu.as_of;
SELECT as_of() = current_date AS today_again;
