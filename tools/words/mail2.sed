# Messages
s/assert "3 mails" in/assert "3 emails" in/g
