# A partner's program, written from the recipe on the sandbox's page: recipe.py
# is that recipe. It fails by raising.
import json
import os
import time
import urllib.request
import uuid

from recipe import call

BASE = os.environ["SANDBOX_URL"]


def want(answer, **members):
    for name, value in members.items():
        assert answer.get(name) == value, f"{name} is {answer.get(name)!r}, want {value!r}: {answer}"
    return answer


def settled(request_id, path="/v5/card-api/request/status", alg="HS512"):
    for _ in range(100):
        answer = call(path, {"request_id": request_id}, alg)
        if answer.get("request_status") not in ("process", "1"):
            return answer
        time.sleep(0.02)
    raise AssertionError("it never settles")


client_request = str(uuid.uuid4())
client = {
    "request_id": client_request,
    "product_id": 1000,
    "client": {"phone": 77010000002, "first_name": "PYTHON", "last_name": "PARTNER"},
}
want(call("/v5/card-api/client/add", client), status="ok")
client_id = want(settled(client_request), request_status="success")["client_id"]

# A repeated request_id is refused and does nothing.
want(call("/v5/card-api/client/add", client), status="error", error_code="12002")

card_request = str(uuid.uuid4())
want(call("/v5/card-api/card/issue", {"request_id": card_request, "product_id": 2100, "client_id": client_id}), status="ok")
card_id = want(settled(card_request), request_status="success")["cards"][0]["card_id"]
account = want(call("/v5/card-api/card/balance", {"card_id": card_id}), status="ok")["accounts"][0]
want(account, amount=0, currency="KZT")

wallet_request = str(uuid.uuid4())
wallet = {"request_id": wallet_request, "identifier": "+77010000002", "country": "KAZ", "currency": "KZT"}
want(call("/v5/partner/wallet/add", wallet, "HS256"), status="ok")
want(settled(wallet_request, "/v5/partner/wallet/request/status", "HS256"), request_status="0")

issue = {"cardholder_name": "Тест & <Test>", "phone": 77010000002, "product_code": 101}
gift = want(call("/v5/cards/issue_card", issue), status=0)
with urllib.request.urlopen(BASE + "/_bank/gift-cards") as answer:
    gifts = json.load(answer)["items"]
otp = next(g["otp"] for g in gifts if g["card_id"] == gift["card_id"])
want(call("/v5/cards/activate_card", {"card_id": gift["card_id"], "otp": "111111" if otp == "000000" else "000000"}), status=-8)
want(call("/v5/cards/activate_card", {"card_id": gift["card_id"], "otp": otp}), status=0)
print("the story is told")
