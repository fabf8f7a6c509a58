"""Invalid email addresses, IP addresses, languages and booleans."""

BAD_EMAILS = (
    "plain", "@", "a@", "@example.org", "a@@example.org", "a@b@example.org", "a b@example.org",
    "a @example.org", "a@ example.org", "a@example .org", "a..b@example.org", ".a@example.org",
    "a.@example.org", "a@example..org", "a@.example.org", "a@-example.org", "a@example-.org",
    "a@ex_ample.org", "a@ex!ample.org", "a@example.org>", "<a@example.org>",
    "Anna <a@example.org>", "mailto:a@example.org", "a@example.org,b@example.org",
    "a@example.org;b@example.org", "a@example.org b@example.org", "a(x)@example.org",
    "a\\b@example.org", "a,b@example.org", "a\"b@example.org", "a[b]@example.org",
    "a@example\u3002\u3002org", "a@\u202eexample.org", "a\u00a0b@example.org",
    "a@example.org/path", "a@example.org?subject=x", "a@example.org:25", "a@256.256.256.256",
    "a@localhost", "a@1.2.3.4",
    "x" * 65 + "@example.org", "a@" + "d" * 64 + ".org", "a@" + "é" * 60 + ".org",
)

BAD_ADDRESSES = (
    # Malformed IP addresses.
    "256.1.1.1", "11.1.1.256", "1.2.3", "1.2.3.4.5", "11.1.1.", ".11.1.1.1", "11..1.1",
    "11.1.1.-1", "11.1.1.1e0", "0x0b.1.1.1", "013.1.1.1", "11.01.1.1", "11.1.1.1/32", "11.0.0.0/8",
    "11.1.1.1:80", "11.1.1.1, 12.1.1.1", "11.1.1.1 12.1.1.1", "184618241", "localhost",
    "example.org", "１１.1.1.1", "192.168.", "192.168.1", "192.168.1.256", "192.168.*",
    "192.168.1.1.example.org", "127.1", "127.0.0.1:80", "::gggg", ":::", "2a00:::1", "1::2::3",
    "12345::1", "2a00:1:2:3:4:5:6", "2a00:1:2:3:4:5:6:7:8", "2a00::/32", "[2a00:1450::1]",
    "2a00:1450::1%eth0", "::ffff:256.1.1.1", "::ffff:1.2.3", "2a00:1450::1.2.3",
    # IP addresses that are not public.
    "0.0.0.0", "10.0.0.1", "10.255.255.255", "100.64.0.1", "127.0.0.2", "127.255.255.255",
    "169.254.1.1", "172.16.0.1", "172.31.255.255", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:10.0.0.1",
    "::ffff:169.254.1.1", "64:ff9b::10.0.0.1", "64:ff9b::a00:1",
)

BAD_LANGUAGES = ("DE", "E", "ENG", "English", "en-GB", "en_US", "xx", "ZH", "EN,IT", "EN IT", "ＥＮ",
                 "日本語", "*", "<EN/>", "'EN'", "0")

BAD_BOOLEANS = ("yes", "no", "1", "0", "on", "tru", "truefalse", "null", "wahr", "-1", "{}")
