import base64, hashlib, hmac, json, urllib.error, urllib.request

BASE = {{js .Base}}
AUTH_ID = {{js .AuthID}}
KEY = {{js .Key}}


def b64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


# The signature covers the exact bytes of the body, so the body is made once.
def call(path, request, alg="HS512"):
    body = json.dumps(request).encode()
    header = {"uri": path, "auth_id": AUTH_ID, "method": "POST", "params": "", "alg": alg}
    head = b64url(json.dumps(header).encode())
    digest = {"HS256": hashlib.sha256, "HS512": hashlib.sha512}[alg]
    mac = b64url(hmac.new(KEY.encode(), head + b"." + b64url(body), digest).digest())
    headers = {"Content-Type": "application/json", "X-JWS-Signature": (head + b".." + mac).decode()}
    sent = urllib.request.Request(BASE + path, body, headers)
    try:
        with urllib.request.urlopen(sent) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refused:  # a wrong signature is a 401
        return json.load(refused)


if __name__ == "__main__":
    print(call({{js .Path}}, json.loads({{js .Body}}), {{js .Alg}}))
