"""What an ID token must hold before it opens anything: each of these is refused when it does not."""

import json
import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from bothways_web.people.sign_on.oidc import check_token
from bothways_web.people.sign_on.refusals import Refused

KEY, OTHER = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _one in range(2))
ASKED = {"issuer": "https://id.example", "client": "us", "nonce": "n-1"}


def public(key, **more):
    return json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())) | {
        "kid": "k",
        "use": "sig",
        **more,
    }


KEYS = {"keys": [public(KEY)]}


def token(key=KEY, algorithm="RS256", headers=None, **changed):
    now = int(time.time())
    told = {
        "iss": "https://id.example", "aud": "us", "sub": "1", "exp": now + 300, "iat": now, "nonce": "n-1",
    } | changed  # fmt: skip
    told = {name: value for name, value in told.items() if value is not None}
    return jwt.encode(told, key, algorithm=algorithm, headers={"kid": "k"} if headers is None else headers)


def test_a_sound_token_is_read():
    assert check_token(token(), KEYS, **ASKED)["sub"] == "1"
    assert check_token(token(aud=["us"], azp="us"), KEYS, **ASKED)["sub"] == "1"
    assert check_token(token(headers={}), KEYS, **ASKED)["sub"] == "1"


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "others"}, {"aud": None}, {"aud": ["us", "others"]}, {"azp": "others"},
        {"iss": "https://evil.example"}, {"iss": None},
        {"exp": -3600}, {"exp": None}, {"iat": None}, {"iat": 3600}, {"iat": -3 * 24 * 3600}, {"nbf": 3600},
        {"nonce": "n-2"}, {"nonce": None}, {"sub": None},
    ],
    ids=lambda changed: " ".join(f"{name} {value}" for name, value in changed.items()),
)  # fmt: skip
def test_a_token_for_others_of_others_or_of_another_time_is_refused(changed):
    now = int(time.time())
    told = {name: now + value if isinstance(value, int) else value for name, value in changed.items()}
    with pytest.raises(Refused) as refused:
        check_token(token(**told), KEYS, **ASKED)
    assert refused.value.reason == "unsound"


def test_a_token_of_another_key_or_without_a_real_signature_is_refused():
    secret = "x" * 64
    sound = token()
    head, body, signature = sound.split(".")
    forged = [
        token(OTHER),
        token(None, algorithm="none"),
        token(secret, algorithm="HS256"),
        f"{head}.{body}.",
        f"{head}.{token(sub='2').split('.')[1]}.{signature}",
        token(headers={"kid": "else"}),
        "no token",
        "",
    ]
    for one in forged:
        with pytest.raises(Refused):
            check_token(one, KEYS, **ASKED)


def test_a_key_for_encryption_or_one_of_two_without_a_name_is_not_taken():
    for keys, headers in (
        ([public(KEY, use="enc")], {"kid": "k"}),
        ([public(KEY), public(OTHER, kid="o")], {}),
        ([], {"kid": "k"}),
    ):
        with pytest.raises(Refused):
            check_token(token(headers=headers), {"keys": keys}, **ASKED)
