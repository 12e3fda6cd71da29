"""What was acknowledged stays, what was erased is gone, and a sick disk is told of, not hidden."""
import os
import pathlib
import resource
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest

from harness import BINARY, Server, ServerTest, cancer_history, desk_worker

MARK = "zebra-umbrella-42"


class Stored(ServerTest):
    def store(self, case=None):
        answer = self.server.post("/api/v1/cases", case or desk_worker())
        self.assertEqual(answer.status, 201, answer.bytes[:400])
        self.assertEqual(answer.fields["location"], "/api/v1/cases/" + answer.document["case_id"])
        return answer.document["case_id"]

    def plan(self, case_id):
        answer = self.server.post(f"/api/v1/cases/{case_id}/plan")
        self.assertEqual(answer.status, 200, answer.bytes[:400])
        return answer.document

    def test_a_case_comes_back_as_it_was(self):
        case_id = self.store()
        found = self.server.get(f"/api/v1/cases/{case_id}").document
        again = self.store(found["case"])
        self.assertEqual(self.server.get(f"/api/v1/cases/{again}").document["case"], found["case"])
        self.assertEqual(found["case"]["answers"], desk_worker()["answers"])
        self.assertIn(case_id, [entry["case_id"] for entry in self.server.get("/api/v1/cases").document["cases"]])

    def test_an_answer_that_turns_to_yes_is_dated(self):
        case_id = self.store()
        case = desk_worker()
        case["answers"]["rf_10"] = True
        self.assertEqual(self.server.request("PUT", f"/api/v1/cases/{case_id}", document=case).status, 200)
        since = self.server.get(f"/api/v1/cases/{case_id}").document["case"]["answers_since"]
        self.assertEqual(since, {"rf_10": time.strftime("%Y-%m-%d")})
        self.assertNotEqual(self.server.post(f"/api/v1/cases/{case_id}/screen").document["verdict"], "go")

    def test_what_the_giver_may_see(self):
        case_id = self.store(cancer_history())
        seen = self.server.get(f"/api/v1/cases/{case_id}/giver").document
        self.assertNotIn("reasons", seen)
        self.assertTrue(seen["verdict"])

    def test_a_routine_is_kept_edited_and_played(self):
        case_id = self.store()
        routine = self.plan(case_id)
        kept = self.server.get("/api/v1/routines/" + routine["routine_id"]).document
        self.assertEqual(kept["strokes"], routine["strokes"])
        self.assertEqual(kept["events"], [])
        events = f"/api/v1/routines/{routine['routine_id']}/events"
        self.assertEqual(self.server.post(events, {"kind": "started", "at_s": 0}).status, 201)
        edited = self.server.post(f"/api/v1/routines/{routine['routine_id']}/edit", {"kind": "shorter", "minutes": 10, "from_s": 0})
        self.assertEqual(edited.status, 200, edited.bytes[:400])
        self.assertNotEqual(edited.document["routine_id"], routine["routine_id"])
        for kind in ("paused", "resumed", "skipped", "lighter", "finished"):
            self.assertEqual(self.server.post(events, {"kind": kind, "at_s": 60, "stroke_id": "s01"}).status, 201)
        kept = self.server.get("/api/v1/routines/" + routine["routine_id"]).document
        self.assertEqual([event["kind"] for event in kept["events"]], ["started", "paused", "resumed", "skipped", "lighter", "finished"])
        self.assertEqual(self.server.get(f"/api/v1/cases/{case_id}").document["sessions"]["sessions_count"], 1)
        # What the journal hands out can be handed in again.
        answer = self.server.post("/api/v1/export", {"case": desk_worker(), "routine": kept, "format": "json"})
        self.assertEqual(answer.status, 200, answer.bytes[:400])
        for body in ({"kind": "danced", "at_s": 0}, {"kind": "started"}, {"kind": "started", "at_s": -1}, {"kind": "started", "at_s": 0, "x": 1}):
            self.assert_error(self.server.post(events, body), 400)

    def test_a_routine_of_a_changed_case_does_not_start(self):
        case_id = self.store()
        routine = self.plan(case_id)
        case = desk_worker()
        case["receiver"]["age_years"] += 1
        self.server.request("PUT", f"/api/v1/cases/{case_id}", document=case)
        self.assert_error(self.server.post(f"/api/v1/routines/{routine['routine_id']}/events", {"kind": "started", "at_s": 0}), 409)

    def test_a_stopped_case_has_no_routine(self):
        refused = self.plan(self.store(cancer_history()))
        self.assertIs(refused["refused"], True)
        self.assertNotIn("routine_id", refused)

    def test_something_felt_wrong_is_screened_and_stays(self):
        case_id = self.store()
        routine_id = self.plan(case_id)["routine_id"]
        events = f"/api/v1/routines/{routine_id}/events"
        after = next(question["id"] for question in self.server.get("/api/v1/questions").document["questions"]
                     if question["who"] == "receiver_after" and question["kind"] == "yes_no")
        self.server.post(events, {"kind": "finished", "at_s": 1200})
        answer = self.server.post(events, {"kind": "felt_wrong", "at_s": 1200, "note": "odd", "answers": {after: True}})
        self.assertEqual(answer.status, 201, answer.bytes[:400])
        self.assertIn(answer.document["report"]["verdict"], ("emergency", "same_day", "doctor_first"))
        # Saving the case again without that answer does not lose it; saying no does.
        self.server.request("PUT", f"/api/v1/cases/{case_id}", document=desk_worker())
        self.assertIn(self.server.post(f"/api/v1/cases/{case_id}/screen").document["verdict"], ("emergency", "same_day", "doctor_first"))
        case = desk_worker()
        case["answers"][after] = False
        self.server.request("PUT", f"/api/v1/cases/{case_id}", document=case)
        report = self.server.post(f"/api/v1/cases/{case_id}/screen").document
        self.assertEqual(report["verdict"], "incomplete")  # after a session the short re-check is due
        self.assertTrue(report["unanswered"])
        case["answers"].update({question: False for question in report["unanswered"]})
        self.server.request("PUT", f"/api/v1/cases/{case_id}", document=case)
        self.assertEqual(self.server.post(f"/api/v1/cases/{case_id}/screen").document["verdict"], "go")
        self.assert_error(self.server.post(events, {"kind": "felt_wrong", "at_s": 0, "answers": {"rf_99": True}}), 400)
        self.assert_error(self.server.post(events, {"kind": "paused", "at_s": 0, "answers": {after: True}}), 400)


class Lives(unittest.TestCase):
    """Each test starts and ends its own servers."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="unknot-test-")
        self.data = pathlib.Path(self.folder.name) / "data"
        self.addCleanup(self.folder.cleanup)
        self.servers = []
        self.addCleanup(lambda: [server.stop(signal.SIGKILL) for server in self.servers if server.process.poll() is None])

    def start(self, **more):
        self.servers.append(Server(self.data, **more))
        return self.servers[-1]

    def refuse(self, words, **more):
        """A start that must fail with exit 1 and these words."""
        server = Server(self.data, start=False, **more)
        self.assertEqual(server.stop(signal.SIGCONT), 1, server.errors)
        self.assertIn(words, server.errors)
        self.assertNotIn("terminate", server.errors)

    def database_bytes(self):
        return b"".join(path.read_bytes() for path in self.data.iterdir())

    def test_a_restart_keeps_everything(self):
        server = self.start()
        case_id = server.post("/api/v1/cases", desk_worker()).document["case_id"]
        routine_id = server.post(f"/api/v1/cases/{case_id}/plan").document["routine_id"]
        before = server.get(f"/api/v1/cases/{case_id}").document
        routine = server.get(f"/api/v1/routines/{routine_id}").document
        self.assertEqual(server.stop(), 0)
        server = self.start()
        self.assertEqual(server.get(f"/api/v1/cases/{case_id}").document, before)
        self.assertEqual(server.get(f"/api/v1/routines/{routine_id}").document, routine)
        self.assertEqual(server.stop(signal.SIGINT), 0)

    def test_kill_9_while_writing_loses_nothing_acknowledged(self):
        for round_index in range(3):
            server = self.start()
            acknowledged = []

            def write():
                while True:
                    try:
                        answer = server.post("/api/v1/cases", desk_worker())
                    except OSError:
                        return
                    except Exception:  # a response cut short by the kill
                        return
                    if answer.status == 201:
                        acknowledged.append(answer.document["case_id"])

            writers = [threading.Thread(target=write) for _ in range(4)]
            for writer in writers:
                writer.start()
            time.sleep(0.5 + 0.2 * round_index)
            server.stop(signal.SIGKILL)
            for writer in writers:
                writer.join()
            self.assertGreater(len(acknowledged), 5)
            server = self.start()
            kept = {entry["case_id"] for entry in server.get("/api/v1/cases").document["cases"]}
            self.assertEqual(set(acknowledged) - kept, set())
            self.assertEqual(server.stop(), 0)

    def test_erased_is_gone_from_the_disk(self):
        server = self.start()
        kept_id = server.post("/api/v1/cases", desk_worker()).document["case_id"]
        case_id = server.post("/api/v1/cases", desk_worker()).document["case_id"]
        routine_id = server.post(f"/api/v1/cases/{case_id}/plan").document["routine_id"]
        server.post(f"/api/v1/routines/{routine_id}/events", {"kind": "felt_wrong", "at_s": 5, "note": MARK})
        self.assertTrue(MARK.encode() in self.database_bytes())
        self.assertTrue(case_id.encode() in self.database_bytes())
        self.assertEqual(server.request("DELETE", f"/api/v1/cases/{case_id}").status, 204)
        self.assertFalse(MARK.encode() in self.database_bytes())
        self.assertFalse(case_id.encode() in self.database_bytes())
        for path in (f"/api/v1/cases/{case_id}", f"/api/v1/routines/{routine_id}"):
            self.assertEqual(server.get(path).status, 404)
        self.assertEqual(server.request("DELETE", f"/api/v1/cases/{case_id}").status, 404)
        self.assertEqual(server.get(f"/api/v1/cases/{kept_id}").status, 200)
        self.assertEqual(server.stop(), 0)
        self.assertFalse(case_id.encode() in self.database_bytes())

    def test_only_the_owner_can_read_it(self):
        server = self.start(preexec=lambda: os.umask(0))
        server.post("/api/v1/cases", desk_worker())
        self.assertEqual(self.data.stat().st_mode & 0o777, 0o700)
        for path in self.data.iterdir():
            self.assertEqual(path.stat().st_mode & 0o077, 0, path)
        self.assertEqual(server.stop(), 0)

    def test_a_second_server_on_the_same_data_is_refused(self):
        server = self.start()
        self.refuse(f"another Unknot server (process {server.process.pid})")
        self.assertEqual(server.get("/api/v1/health").status, 200)
        server.stop(signal.SIGKILL)
        self.assertEqual(self.start().stop(), 0)  # the lock of a killed server is no lock

    def test_a_taken_port_is_named(self):
        server = self.start()
        other = Server(self.data.with_name("other"), port=server.port, start=False)
        self.assertEqual(other.stop(signal.SIGCONT), 1)
        self.assertIn(f"port {server.port} is taken", other.errors)
        self.assertIn("--port", other.errors)

    def test_a_server_ends_within_its_drain_time(self):
        server = self.start()
        import socket
        idle = socket.create_connection(("127.0.0.1", server.port))
        half = socket.create_connection(("127.0.0.1", server.port))
        half.sendall(b"POST /api/v1/screen HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: 9\r\n" % server.port)
        time.sleep(0.2)
        start_s = time.monotonic()
        self.assertEqual(server.stop(), 0)
        self.assertLess(time.monotonic() - start_s, 4)
        idle.close()
        half.close()

    def test_a_damaged_database_is_named(self):
        server = self.start()
        for _ in range(20):
            server.post("/api/v1/cases", desk_worker())
        self.assertEqual(server.stop(), 0)
        path = self.data / "journal.sqlite"
        whole = path.read_bytes()
        path.write_bytes(b"this is no database" * 400)
        self.refuse("damaged")
        path.write_bytes(whole[: len(whole) // 2])
        self.refuse("damaged")
        middle = bytearray(whole)
        middle[4096:12288] = os.urandom(8192)
        path.write_bytes(middle)
        self.refuse("damaged")
        path.write_bytes(whole)
        self.assertEqual(self.start().stop(), 0)

    def test_a_newer_or_foreign_database_is_left_alone(self):
        self.data.mkdir()
        path = self.data / "journal.sqlite"
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE recipe (name TEXT)")
        before = path.read_bytes()
        self.refuse("another program")
        self.assertEqual(path.read_bytes(), before)
        path.unlink()
        self.assertEqual(self.start().stop(), 0)
        with sqlite3.connect(path) as database:
            database.execute("PRAGMA user_version = 99")
        self.refuse("newer Unknot")

    def test_a_disk_without_room_acknowledges_nothing(self):
        limit_bytes = 400 * 1024

        def small_disk():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, limit_bytes))

        server = self.start(preexec=small_disk)
        acknowledged = []
        for _ in range(400):
            answer = server.post("/api/v1/cases", desk_worker())
            if answer.status != 201:
                break
            acknowledged.append(answer.document["case_id"])
        self.assertEqual(answer.status, 500)
        self.assertEqual(answer.document["error"]["code"], "storage")
        self.assertIn("nothing was stored", answer.document["error"]["message"])
        self.assertEqual(server.get("/api/v1/health").status, 200)
        kept = {entry["case_id"] for entry in server.get("/api/v1/cases").document["cases"]}
        self.assertEqual(kept, set(acknowledged))
        server.stop(signal.SIGKILL)
        server = self.start()
        kept = {entry["case_id"] for entry in server.get("/api/v1/cases").document["cases"]}
        self.assertEqual(kept, set(acknowledged))
        self.assertEqual(server.post("/api/v1/cases", desk_worker()).status, 201)
        self.assertEqual(server.stop(), 0)

    def test_a_folder_that_cannot_be_used_is_named(self):
        self.data.write_text("a file")
        self.refuse("it is a file")
        self.data.unlink()
        self.data.mkdir()
        (self.data / "journal.sqlite").mkdir()
        self.refuse("journal")

    @unittest.skipUnless(os.geteuid() == 0, "needs to become another user")
    def test_a_read_only_folder_is_named(self):
        self.data.mkdir(mode=0o755)
        os.chmod(self.folder.name, 0o755)

        def nobody():
            os.setgid(65534)
            os.setuid(65534)

        self.refuse("cannot hold the journal", preexec=nobody)

    def test_the_data_folder_follows_xdg(self):
        for variables, place in (({"XDG_DATA_HOME": self.folder.name + "/xdg", "HOME": "/nowhere"}, "xdg/unknot"),
                                 ({"XDG_DATA_HOME": "relative", "HOME": self.folder.name}, ".local/share/unknot")):
            process = subprocess.Popen([BINARY, "serve", "--port", "0"], env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            line = process.stdout.readline().decode()
            self.assertRegex(line, r"^Unknot is at http://127\.0\.0\.1:\d+/ \(Ctrl-C ends it\)\n$")
            process.terminate()
            process.communicate()
            self.assertEqual(process.returncode, 0)
            self.assertTrue((pathlib.Path(self.folder.name) / place / "journal.sqlite").is_file())
        lost = subprocess.run([BINARY, "serve", "--port", "0"], env={}, capture_output=True, text=True)
        self.assertEqual(lost.returncode, 2)
        self.assertIn("--data", lost.stderr)


if __name__ == "__main__":
    unittest.main()
