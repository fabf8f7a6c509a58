# Output of `usher bounces`.
s/"mails": 3, "counted"/"emails": 3, "counted"/g
s/"for_good"/"permanent"/g
