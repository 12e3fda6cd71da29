"""Starts the true program on a free port with a fresh data folder, and speaks to it. Standard library only.

UNKNOT_BIN names the program under test.
"""
import contextlib
import datetime
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import tomllib
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EXAMPLES = pathlib.Path(os.environ.get("UNKNOT_EXAMPLES", ROOT / "examples"))
BINARY = os.environ.get("UNKNOT_BIN", str(ROOT / "build/release/apps/unknot"))
# No goals: they end what hangs, on any machine.
ANSWER_LIMIT_S = 120
# A plan is for its day: these tests run at noon, at whatever hour, so that none of them crosses midnight.
ZONE = f"NOON{datetime.datetime.now(datetime.timezone.utc).hour - 12:+d}"


def example(name):
    """An example case as the API takes it: TOML days become ISO text."""

    def plain(value):
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        if isinstance(value, list):
            return [plain(item) for item in value]
        return value.isoformat() if isinstance(value, datetime.date) else value

    return plain(tomllib.loads((EXAMPLES / name).read_text()))


def desk_worker():
    return example("desk_worker.toml")


def cancer_history():
    return example("cancer_history.toml")


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.fields = {name.lower(): value for name, value in response.getheaders()}
        self.bytes = response.read()

    @property
    def document(self):
        return json.loads(self.bytes)


class Server:
    """One running server. `stop()` asks it to end and hands back its exit code."""

    def __init__(self, data, preexec=None, port=0, start=True):
        self.data = pathlib.Path(data)
        self.process = subprocess.Popen(
            [BINARY, "serve", "--json", "--port", str(port), "--data", str(data)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | {"TZ": ZONE}, preexec_fn=preexec, restore_signals=preexec is None)
        if start:
            line = self.process.stdout.readline()
            if not line:
                message = self.process.communicate()[1].decode()
                raise AssertionError(f"the server did not start: {message}")
            self.address = json.loads(line)["address"]
            self.port = int(self.address.rstrip("/").rsplit(":", 1)[1])

    def request(self, method, path, document=None, body=None, fields=None, host=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_LIMIT_S)
        try:
            all_fields = {"Host": host or f"127.0.0.1:{self.port}"}
            if document is not None:
                body = json.dumps(document)
            if body is not None:
                all_fields["Content-Type"] = "application/json"
            all_fields.update(fields or {})
            all_fields = {name: value for name, value in all_fields.items() if value is not None}
            connection.request(method, path, body=body, headers=all_fields)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def get(self, path, **more):
        return self.request("GET", path, **more)

    def post(self, path, document=None, **more):
        return self.request("POST", path, document=document, **more)

    def raw(self, bytes_, half_close=False, limit_s=ANSWER_LIMIT_S):
        """Sends bytes as they are; everything the server says until it closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=limit_s) as connection:
            connection.sendall(bytes_)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
            got = b""
            with contextlib.suppress(ConnectionResetError):
                while chunk := connection.recv(65536):
                    got += chunk
            return got

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.errors = self.process.communicate(timeout=ANSWER_LIMIT_S)[1].decode()
        return self.process.returncode


class ServerTest(unittest.TestCase):
    """One server for a whole class of tests."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="unknot-test-")
        cls.server = Server(pathlib.Path(cls.folder.name) / "data")

    @classmethod
    def tearDownClass(cls):
        code = cls.server.stop()
        cls.folder.cleanup()
        if code != 0:
            raise AssertionError(f"the server ended with {code}: {cls.server.errors}")

    def assert_error(self, answer, status, words=""):
        self.assertEqual(answer.status, status, answer.bytes[:400])
        self.assertEqual(answer.document["schema"], "unknot.error/1")
        self.assertRegex(answer.document["knowledge_hash"], "^[0-9a-f]{16,}$")
        error = answer.document["error"]
        self.assertTrue(error["message"])
        self.assertIn(words.lower(), json.dumps(error).lower())
