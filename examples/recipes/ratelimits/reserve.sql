INSERT INTO bank_pace AS pace (bank, next)
VALUES ('freedompay', clock_timestamp() + $1::interval)
ON CONFLICT (bank) DO UPDATE SET next = greatest(pace.next, clock_timestamp()) + $1::interval
RETURNING extract(epoch FROM next - $1::interval - clock_timestamp())::float8
