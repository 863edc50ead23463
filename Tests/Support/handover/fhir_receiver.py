#!/usr/bin/env python3
"""A receiver of visits for the tests, as strict as a FHIR server: TLS 1.3 with a client certificate, a transaction all
or nothing, conditional creation, and a signature that has to hold. What it took lies in a file, also after a kill.

    fhir_receiver.py FOLDER PORT      port 0: any; FOLDER holds server.pem, server.key and ca.pem

Says "listening on PORT", then a line for each POST. Words on its input set what it does to the next POSTs:
"take", "busy" (503), "refuse" (422), "silent" (takes it, and answers nothing), "hold" (takes nothing and answers
nothing; the sender waits until the next word).
Needs fhir.resources 6.4.0 and cryptography.
"""
import base64
import hashlib
import http.server
import json
import os
import ssl
import sys
import threading

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from fhir.resources.bundle import Bundle

SYSTEM = "urn:ietf:rfc:3986"


class Refused(Exception):
    pass


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def verify(signature, body, der):
    """A detached JWS (RFC 7515, Appendix F) by the certificate of this very connection."""
    parts = signature.split(".")
    if len(parts) != 3 or parts[1]:
        raise Refused("the signature is not detached")
    header = json.loads(decoded(parts[0]))
    if header.get("cty") != "application/fhir+json" or set(header) != {"alg", "cty", "x5t#S256"}:
        raise Refused("the signature's header is %s" % header)
    if decoded(header["x5t#S256"]) != hashlib.sha256(der).digest():
        raise Refused("signed by another certificate than the connection's")
    signed = (parts[0] + "." + base64.urlsafe_b64encode(body).decode().rstrip("=")).encode()
    key, raw = x509.load_der_x509_certificate(der).public_key(), decoded(parts[2])
    if isinstance(key, ec.EllipticCurvePublicKey):
        name, size, digest = {256: ("ES256", 32, hashes.SHA256()), 384: ("ES384", 48, hashes.SHA384())}[key.key_size]
        if header["alg"] != name or len(raw) != 2 * size:
            raise Refused("the algorithm is not the key's")
        numbers = (int.from_bytes(raw[:size], "big"), int.from_bytes(raw[size:], "big"))
        key.verify(utils.encode_dss_signature(*numbers), signed, ec.ECDSA(digest))
    elif isinstance(key, rsa.RSAPublicKey) and header["alg"] == "RS256":
        key.verify(raw, signed, padding.PKCS1v15(), hashes.SHA256())
    else:
        raise Refused("the algorithm is not the key's")


class Store:
    """Resources by kind, each with what it can be found by."""

    def __init__(self, folder):
        self.path, self.lock = os.path.join(folder, "received.json"), threading.Lock()
        self.resources = json.load(open(self.path)) if os.path.exists(self.path) else []

    def take(self, bundle):
        """All or nothing: what is new is kept, what is known already is left alone."""
        with self.lock:
            new, known = [], 0
            for entry in bundle["entry"]:
                kind, (parameter, wanted) = entry["request"]["url"], entry["request"]["ifNoneExist"].split("=", 1)
                matches = [r for r in self.resources if r["resourceType"] == kind and wanted in keys(r, parameter)]
                if len(matches) > 1:
                    raise Refused("412: more than one %s" % kind)
                known += len(matches)
                if not matches:
                    new.append(entry["resource"])
            self.resources += new
            with open(self.path + ".new", "w") as file:
                json.dump(self.resources, file, ensure_ascii=False)
            os.rename(self.path + ".new", self.path)
            return len(new), known


def keys(resource, parameter):
    if parameter == "_tag":
        pairs = [(tag["system"], tag["code"]) for tag in resource.get("meta", {}).get("tag", [])]
    elif parameter == "identifier":
        pairs = [(one["system"], one["value"]) for one in resource.get("identifier", [])]
    else:
        raise Refused("nothing is found by %s" % parameter)
    return ["%s|%s" % pair for pair in pairs]


def references(value):
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for part in value.values():
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def check(bundle, key):
    """What a server asks of a transaction beyond the resources' own form."""
    # By R4's classes: unknown elements, wrong types, missing and empty ones are refused.
    Bundle.parse_obj(bundle)
    if bundle["type"] != "transaction" or bundle["identifier"] != {"system": SYSTEM, "value": "urn:uuid:" + key}:
        raise Refused("not the transaction that its key names")
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    if len(set(urls)) != len(urls):
        raise Refused("two entries of one name")
    for entry in bundle["entry"]:
        request, resource = entry["request"], entry["resource"]
        if request["method"] != "POST" or request["url"] != resource["resourceType"]:
            raise Refused("an entry is no creation of its kind")
        parameter, wanted = request["ifNoneExist"].split("=", 1)
        if wanted not in keys(resource, parameter):
            raise Refused("a condition that the resource itself does not meet: sent again it would be made again")
        for reference in references(resource):
            if reference not in urls:
                raise Refused("a reference to nothing: %s" % reference)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    mood, changed = "take", threading.Event()

    def log_message(self, *words):
        pass

    def answer(self, status):
        body = b'{"resourceType":"Bundle","type":"transaction-response"}' if status == 200 else b"{}"
        self.send_response(status)
        self.send_header("Content-Type", "application/fhir+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        mood = Handler.mood
        if mood in ("busy", "refuse"):
            say("%s %s" % (mood, self.headers["Idempotency-Key"]))
            return self.answer(503 if mood == "busy" else 422)
        if mood == "hold":
            say("held %s" % self.headers["Idempotency-Key"])
            Handler.changed.wait()
            self.close_connection = True
            return None
        try:
            if self.headers["Content-Type"] != "application/fhir+json":
                raise Refused("the content's type is %s" % self.headers["Content-Type"])
            key = self.headers["Idempotency-Key"]
            if not (key.startswith('"') and key.endswith('"')):
                raise Refused("the key is no string of structured fields")
            verify(self.headers["X-JWS-Signature"], body, self.connection.getpeercert(binary_form=True))
            bundle = json.loads(body)
            check(bundle, key[1:-1])
            new, known = self.server.store.take(bundle)
        except Exception as error:
            say("refused: %s: %s" % (type(error).__name__, str(error).replace("\n", " ")))
            return self.answer(400)
        say("took %s new %d known %d" % (key[1:-1].replace("-", ""), new, known))
        if mood == "silent":
            self.close_connection = True
            return None
        return self.answer(200)


def say(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main():
    folder, port = sys.argv[1], int(sys.argv[2])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(os.path.join(folder, "server.pem"), os.path.join(folder, "server.key"))
    context.load_verify_locations(os.path.join(folder, "ca.pem"))
    context.verify_mode = ssl.CERT_REQUIRED
    http.server.ThreadingHTTPServer.allow_reuse_address = True
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.store = Store(folder)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    say("listening on 127.0.0.1:%d" % server.server_address[1])
    for line in sys.stdin:
        Handler.mood = line.strip()
        Handler.changed.set()
        Handler.changed = threading.Event()
        say("mood %s" % Handler.mood)


main()
