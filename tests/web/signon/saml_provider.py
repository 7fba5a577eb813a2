"""pysaml2's identity provider on loopback, and what hostile people make of its answers."""

from __future__ import annotations

import base64
import copy
import datetime as dt
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from saml2 import BINDING_HTTP_REDIRECT
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server
from saml2.xmldsig import DIGEST_SHA1, DIGEST_SHA256, SIG_RSA_SHA1, SIG_RSA_SHA256

NAME = "https://id.example/metadata"
SSO = (
    "http://127.0.0.1:9/sso"  # nobody is asked there: the test plays the browser and hands the question over
)
AUTHN = {"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:Password", "authn_auth": NAME}
NS = {
    "samlp": "urn:oasis:names:tc:SAML:2.0:protocol",
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}


def write_key(folder: Path, name: str = "key") -> tuple[str, str]:
    """Write a key and its certificate."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "id.example")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    private, public = folder / f"{name}.pem", folder / f"{name}.crt"
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    )
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return str(private), str(public)


class IdentityProvider:
    """A provider that knows our metadata and answers as it is told to."""

    def __init__(self, folder: Path, own_metadata: bytes, *, name: str = NAME, lifetime: int = 5) -> None:
        folder.mkdir(exist_ok=True)
        private, public = write_key(folder)
        (folder / "sp.xml").write_bytes(own_metadata)
        self.config = IdPConfig().load(
            {
                "entityid": name,
                "key_file": private,
                "cert_file": public,
                "metadata": {"local": [str(folder / "sp.xml")]},
                "service": {
                    "idp": {
                        "endpoints": {"single_sign_on_service": [(SSO, BINDING_HTTP_REDIRECT)]},
                        "name_id_format": [NAMEID_FORMAT_PERSISTENT],
                        "policy": {"default": {"lifetime": {"minutes": lifetime}}},
                    }
                },
            }
        )
        self.server = Server(config=self.config)

    def metadata(self) -> str:
        """Return what we need to know of it."""
        return str(entity_descriptor(self.config))

    def read(self, question: str) -> Any:
        """Return the question that came by redirect, and where the answer goes."""
        asked = self.server.parse_authn_request(question, BINDING_HTTP_REDIRECT)
        return self.server.response_args(asked.message)

    def answer(
        self,
        given: dict[str, Any],
        uid: str = "u-ben",
        *,
        signed: bool = True,
        old: bool = False,
        kind: str = NAMEID_FORMAT_PERSISTENT,
        **told: Any,
    ) -> str:
        """Return an answer in the letters of a form."""
        told = {"mail": "ben@company.example", "displayName": "Ben"} | told
        made = self.server.create_authn_response(
            {name: value for name, value in told.items() if value},
            in_response_to=given["in_response_to"],
            destination=given["destination"],
            sp_entity_id=given["sp_entity_id"],
            name_id=NameID(format=kind, text=uid, sp_name_qualifier=given["sp_entity_id"]),
            authn=AUTHN,
            sign_assertion=signed,
            sign_response=False,
            sign_alg=SIG_RSA_SHA1 if old else SIG_RSA_SHA256,
            digest_alg=DIGEST_SHA1 if old else DIGEST_SHA256,
        )
        return base64.b64encode(str(made).encode()).decode()


def tree_of(answer: str) -> Any:
    """Return an answer as a tree."""
    return etree.fromstring(base64.b64decode(answer))


def letters_of(tree: Any) -> str:
    """Return a tree in the letters of a form."""
    return base64.b64encode(etree.tostring(tree)).decode()


def tampered(answer: str) -> str:
    """Write another address into a signed answer."""
    tree = tree_of(answer)
    for value in tree.iterfind(".//saml:AttributeValue", NS):
        if value.text == "ben@company.example":
            value.text = "dua@company.example"
    name = tree.find(".//saml:NameID", NS)
    name.text = "u-dua"
    return letters_of(tree)


def wrapped(answer: str, how: str) -> str:
    """Put a forged assertion where it is read, and the signed one where its signature still holds."""
    tree = tree_of(answer)
    signed = tree.find("saml:Assertion", NS)
    forged = copy.deepcopy(signed)
    forged.set("ID", "id-forged")
    forged.remove(forged.find("ds:Signature", NS))
    forged.find(".//saml:NameID", NS).text = "u-dua"
    for value in forged.iterfind(".//saml:AttributeValue", NS):
        if value.text == "ben@company.example":
            value.text = "dua@company.example"
    if how == "before":
        signed.addprevious(forged)
    elif how == "after":
        signed.addnext(forged)
    elif how == "inside the signature":
        tree.replace(signed, forged)
        seal = copy.deepcopy(signed.find("ds:Signature", NS))
        holder = etree.SubElement(seal, f"{{{NS['ds']}}}Object")
        holder.append(signed)
        forged.insert(1, seal)
    elif how == "in extensions":
        tree.replace(signed, forged)
        holder = etree.Element(f"{{{NS['samlp']}}}Extensions")
        holder.append(signed)
        tree.insert(1, holder)
        forged.insert(1, copy.deepcopy(signed.find("ds:Signature", NS)))
    return letters_of(tree)


def with_comment(answer: str) -> str:
    """Cut a name in two by a comment, which canonical signatures do not see."""
    tree = tree_of(answer)
    name = tree.find(".//saml:NameID", NS)
    whole = name.text
    name.text = whole[:2]
    cut = etree.Comment("x")
    cut.tail = whole[2:]
    name.append(cut)
    return letters_of(tree)
