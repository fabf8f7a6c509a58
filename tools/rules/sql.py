"""Checks dialect marks, and that each statement about an account's rows names the account."""
import re

KNOWN_MARKS = {"identity", "identity_once", "bytes", "skip_locked", "for_update", "nodes_only", "begin_snapshot", "now",
               "by_key", "catalogue", "position", "by_bytes", "as_json", "xor"}

# Tables whose rows belong to an account.
ACCOUNT_TABLES = {
    "mailing_list", "mailing_list_setting", "recipient_group", "recipient", "subscription",
    "group_member", "import", "message", "tag", "message_tag", "attachment", "image", "sending",
    "delivery", "message_statistic", "reader", "message_link", "link_click"}

STATEMENT = re.compile(r"constexpr (?:Statement|Query|Command|PageSource) (k\w+)\{(.*?)\};", re.S)


def check(tree):
    name = "src/store/dialect.cpp"
    marks = set(re.findall(r'^    \{"(\w+)",\s*"', tree.text(name), re.MULTILINE))
    if marks != KNOWN_MARKS:
        tree.report(name, 1, f"dialect marks are {sorted(marks)}, agreed are {sorted(KNOWN_MARKS)}")
    for name in tree.files(".cpp", under=("src/store/sql/",)):
        text = tree.text(name)
        for match in STATEMENT.finditer(text):
            tables = set(re.findall(r"(?:FROM|JOIN|INTO|UPDATE)\s+(\w+)", match[2]))
            above = text[:match.start()].rstrip().rpartition("\n")[2]
            if tables & ACCOUNT_TABLES and "account_id" not in match[2] and "ccount" not in above:
                tree.report(name, text.count("\n", 0, match.start()) + 1,
                            f"{match[1]} does not name the account, and the line above does not say why")
