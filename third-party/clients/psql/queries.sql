-- Three requests, 0.7 s apart.
SELECT 1;
\! sleep 0.7
SELECT 2;
\! sleep 0.7
SELECT 3;
