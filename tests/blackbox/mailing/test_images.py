"""Tests of images of messages (docs/contract/resources.md, C.10): applications upload them, and they are
public."""

import base64

import pytest
from resources import Resources

PNG = b"\x89PNG\r\n\x1a\n" + b"png" * 10
KINDS = {
    "png": (PNG, "image/png"), "jpg": (b"\xff\xd8\xff\xe0jpeg", "image/jpeg"),
    "gif": (b"GIF89a" + b"gif", "image/gif"),
    "webp": (b"RIFF\x10\0\0\0WEBPVP8 data", "image/webp")}
MAX_BYTES = 5 * 1024 * 1024


def image(content=PNG, name="Avatar"):
    return {"Base64Data": base64.b64encode(content).decode(), "Name": name}


def upload(account, content=PNG, name="Avatar"):
    """Uploads a shared image and returns its address."""
    return account.json("POST", "Images", image(content, name))[0]


def fetch(server, url, **headers):
    return server.get(url.removeprefix(server.url), list(headers.items()))


def test_an_image_in_a_message_with_an_attachment(account, server):
    assert account.get("Images") == []
    url = upload(account)
    assert account.get("Images") == [url]
    assert url.startswith(server.url + "/files/") and url.endswith("/Avatar.png")
    assert len(url.split("/")[-2]) >= 26  # at least 128 random bits
    content = f'<html><body><p>Hello</p><img src="{url}"></body></html>'
    created = account.json("POST", "List/1/Email", {"Subject": "s", "Content": content, "Embed": True})
    path = f"List/1/Email/{created['idMessage']}"
    account.json("POST", path + "/Attachment/1", {"Name": "a.txt", "Base64Data": "YQ=="})
    details = account.get(path)
    assert details["Content"] == content and [a["Slot"] for a in details["Attachments"]] == [1]
    assert fetch(server, url).body == PNG


@pytest.mark.parametrize("extension", KINDS)
def test_an_image_is_public(account, server, extension):
    content, kind = KINDS[extension]
    url = upload(account, content, "../my photo (1).JPEG")
    assert url.endswith(f"/my-photo-1.{extension}")
    answer = fetch(server, url)
    assert answer.status == 200 and answer.body == content
    assert answer.header("content-type") == kind
    assert answer.header("x-content-type-options") == "nosniff"
    assert answer.header("content-security-policy") == "default-src 'none'; sandbox"
    assert "max-age" in answer.header("cache-control")
    tag = answer.header("etag")
    for known in (tag, f'"other", W/{tag}', "*"):
        again = fetch(server, url, **{"If-None-Match": known})
        assert again.status == 304 and again.body == b"" and again.header("etag") == tag
    assert fetch(server, url, **{"If-None-Match": '"other"'}).status == 200
    assert server.request("HEAD", url.removeprefix(server.url)).header("content-type") == kind
    assert fetch(server, url.replace("/files/", "/Files/")).status == 200
    folder = url.split("/")[-2]
    for wrong in (f"/files/{folder}/other.png", f"/files/{'a' * 32}/Avatar.png", f"/files/{folder}/%00",
                  f"/files/{folder}/%ff", f"/files/{folder}/..", "/files/x/y"):
        assert server.get(wrong).status == 404, wrong


def test_rejected_images(account):
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    for body in (image(svg, "a.svg"), image(svg, "a.png"), image(b"<html>", "a.html"), image(b"", "a"),
                 image(b"%PDF-1.7"), image(b"BM1234"), image(name=""), image(name="a\nb"), {}, [], "x", 5,
                 None, {"Name": "a"}, {"Name": "a", "Base64Data": "YQ"},
                 {"Name": "a", "Base64Data": base64.encodebytes(PNG * 5).decode()}):
        account.refused(400, "POST", "Images", body)
        account.refused(400, "POST", "List/1/Images", body)
    account.refused(400, "POST", "Images", image(PNG + b"x" * (MAX_BYTES - len(PNG) + 1)))
    assert account.get("Images") == [] == account.get("List/1/Images")


def test_the_size_limit_of_images(account, server):
    content = PNG + b"x" * (MAX_BYTES - len(PNG))
    assert fetch(server, upload(account, content)).body == content


def test_images_of_a_list(account, server):
    path = account.json("POST", "List/1/Images", image())
    host = server.url.split("://")[1]
    assert path.startswith(host + "\\files\\") and path.endswith("\\Avatar.png") and "/" not in path
    # Published programs look for it among the account's images.
    url = "http://" + path.replace("\\", "/")
    assert account.get("List/1/Images") == [path] and account.get("Images") == [url]
    # The address that a published client builds from the path.
    assert fetch(server, url).body == PNG
    shared = upload(account)
    assert account.get("List/1/Images") == [path] and account.get("Images") == [shared, url]
    newer = account.json("POST", "List/1/Images", image(name="b.gif") | {"Data": "ignored"})
    assert account.get("List/1/Images") == [newer, path]
    assert account.json("POST", "List/1/Images", {"Name": "c", "Data": image()["Base64Data"]})


def test_a_replaced_image_keeps_its_address(account, server):
    url = upload(account)
    tag = fetch(server, url).header("etag")
    other = PNG + b"new"
    assert account.json("POST", "Images", image(other)) == [url]
    answer = fetch(server, url, **{"If-None-Match": tag})
    assert (answer.status, answer.body) == (200, other)


def test_deleting(account, server):
    def forms(url):
        yield url
        yield url.replace("/", "\\")
        yield url.split("://")[1]
        yield url.split("://")[1].replace("/", "\\")
        yield "/files/" + url.split("/files/")[1]
    for number in range(5):
        url = upload(account)
        answer = account.call("DELETE", "Images", list(forms(url))[number])
        assert (answer.status, answer.text()) == (200, "")
        assert account.get("Images") == [] and fetch(server, url).status == 404
    path = account.json("POST", "List/1/Images", image())
    assert account.call("DELETE", "Images", path).status == 200
    assert account.get("List/1/Images") == []
    for unknown in (path, url, "x", "", "files/a/b", "a\u0000"):
        account.refused(404, "DELETE", "Images", unknown)
    for body in (None, 5, {}, []):
        account.refused(400, "DELETE", "Images", body)
    account.refused(400, "DELETE", "Images", raw=b"")


def test_other_accounts_have_no_access(server, application, sink, account):
    mine = upload(account)
    other = Resources(server, application, sink)
    assert other.get("Images") == []
    other.refused(404, "DELETE", "Images", mine)
    assert upload(other) != mine  # the address differs although the name is the same
    other.refused(404, "GET", "List/2/Images")
    other.refused(404, "POST", "List/2/Images", image())
    other.close()
    account.refused(401, "POST", "Images", {}, token="unknown")
    assert account.get("Images") == [mine]
    # The images of an expired account are not public.
    server.execute(f"UPDATE account SET expires_at = 1 WHERE id = {account.user[1:]}")
    assert fetch(server, mine).status == 404


def test_xml(account, server):
    arrays = "{http://schemas.microsoft.com/2003/10/Serialization/Arrays}"
    body = f"<i><Base64Data>{image()['Base64Data']}</Base64Data><Name>n</Name></i>".encode()
    created = account.xml("POST", "Images", body)
    assert created.tag == arrays + "ArrayOfstring" and [child.tag for child in created] == [arrays + "string"]
    bare = account.xml("POST", "List/1/Images", body)
    assert bare.tag == "{http://schemas.microsoft.com/2003/10/Serialization/}string"
    assert [child.text for child in account.xml("GET", "List/1/Images")] == [bare.text]
    answer = account.call("DELETE", "Images", raw=f"<string>{bare.text}</string>".encode(),
                          content_type="application/xml")
    assert answer.status == 200 and account.get("List/1/Images") == []
