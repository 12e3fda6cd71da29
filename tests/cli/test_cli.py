"""The command line as a process: exit codes, one clean document, and a clear word for every kind of bad file."""
import base64
import json
import os
import pathlib
import re
import resource
import shutil
import struct
import subprocess
import tempfile
import unittest
from xml.etree import ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EXAMPLES = pathlib.Path(os.environ.get("UNKNOT_EXAMPLES", ROOT / "examples"))
BINARY = os.environ.get("UNKNOT_BIN", str(ROOT / "build/release/apps/unknot"))
DESK = str(EXAMPLES / "desk_worker.toml")
CANCER = str(EXAMPLES / "cancer_history.toml")
THERAPIST = str(EXAMPLES / "therapist_deep_session.toml")
NOW = "2026-11-22T20:15:00+01:00"
VERBS = ("screen", "questions", "plan", "export", "press", "slab", "simulate", "check", "serve", "atlas", "body", "licenses")
LATER = ("limits", "coach", "journal")


def unknot(*words, stdin=b"", **more):
    return subprocess.run([BINARY, *map(str, words)], input=stdin, capture_output=True, timeout=300, **more)


class CliTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="unknot-test-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def document(self, *words, code=0, **more):
        """The one document a verb prints with --json."""
        done = unknot(*words, "--json", **more)
        self.assertEqual(done.returncode, code, done.stderr.decode())
        document = json.loads(done.stdout)
        self.assertRegex(document["schema"], r"^unknot\.[a-z_]+/1$")
        self.assertIn("knowledge_hash", document)
        return document

    def refuse(self, words, *arguments, code=2, **more):
        done = unknot(*arguments, **more)
        message = done.stderr.decode()
        self.assertEqual(done.returncode, code, message)
        self.assertEqual(done.stdout, b"")
        self.assertIn(words.lower(), message.lower())
        self.assertLess(len(message), 4000)
        return message


class Usage(CliTest):
    def test_help_lists_what_works_and_only_that(self):
        text = unknot("--help").stdout.decode()
        for verb in VERBS:
            self.assertRegex(text, rf"(?m)^  {verb} ")
            done = unknot(verb, "--help")
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            self.assertIn("--json", done.stdout.decode())
        for verb in LATER:
            self.assertNotRegex(text, rf"(?m)^  {verb} ")

    def test_what_is_not_built_says_so(self):
        for verb in LATER:
            self.refuse("not built yet", verb)
            self.refuse("not built yet", verb, "--json", "x.toml")

    def test_usage_errors_are_2(self):
        for words in ((), ("dance",), ("screen",), ("plan",), ("plan", DESK, "--what"), ("export", DESK), ("serve", "--port", "x"),
                      ("export", DESK, "--format", "pdf"), ("serve", "--port", "70000"), ("questions", "extra")):
            done = unknot(*words)
            self.assertEqual(done.returncode, 2, words)
            self.assertTrue(done.stderr, words)

    def test_an_empty_word_is_a_slip(self):
        for words in (("body", DESK, "-o", ""), ("atlas", "--codex", "--technique", ""), ("plan", DESK, "-o", ""),
                      ("plan", DESK, "--edit", ""), ("plan", DESK, "--now", ""), ("plan", DESK, "--knowledge", ""), ("screen", ""),
                      ("atlas", ""), ("export", DESK, "--format", "json", "-o", ""), ("serve", "--port", "0", "--data", "")):
            self.refuse("nothing stands there", *words)

    def test_version(self):
        self.assertRegex(unknot("--version").stdout.decode(), r"^unknot \d+\.\d+\.\d+\n$")


class Work(CliTest):
    def test_screen(self):
        self.assertEqual(self.document("screen", DESK)["verdict"], "go")
        self.assertIn(self.document("screen", CANCER)["verdict"], ("emergency", "same_day", "doctor_first"))

    def test_a_case_from_standard_input(self):
        text = pathlib.Path(DESK).read_bytes()
        self.assertEqual(self.document("screen", "-", "--now", NOW, stdin=text), self.document("screen", DESK, "--now", NOW))

    def test_the_moment_can_be_given(self):
        self.assertEqual(self.document("screen", DESK, "--now", NOW)["screened_at"], NOW)
        for bad in ("yesterday", "2026-11-22", "2026-02-30T10:00:00+00:00", ""):
            self.refuse("--now", "screen", DESK, "--now=" + (bad or " "))

    def test_plan(self):
        routine = self.document("plan", DESK, "--now", NOW)
        self.assertTrue(routine["strokes"])
        self.assertEqual(routine, self.document("plan", DESK, "--now", NOW))
        refused = self.document("plan", CANCER)
        self.assertIs(refused["refused"], True)
        self.assertEqual(refused["strokes"], [])

    def test_plan_with_edits(self):
        shorter = self.folder / "shorter.toml"
        shorter.write_text('kind = "shorter"\nminutes = 10\nfrom_s = 0\n')
        lighter = self.folder / "lighter.json"
        lighter.write_text('{"kind": "lighter", "from_s": 0}')
        whole = self.document("plan", DESK, "--now", NOW)
        edited = self.document("plan", DESK, "--now", NOW, "--edit", shorter, lighter)
        self.assertEqual([edit["kind"] for edit in edited["edits"]], ["shorter", "lighter"])
        self.assertLess(edited["total_s"], whole["total_s"])
        bad = self.folder / "bad.toml"
        bad.write_text('kind = "harder"\nfrom_s = 0\n')
        self.refuse("lighter", "plan", DESK, "--edit", bad)

    def test_export_and_files(self):
        for format_ in ("json", "html", "print", "handover"):
            target = self.folder / f"out.{format_}"
            told = self.document("export", DESK, "--format", format_, "-o", target)
            self.assertEqual(told["bytes_count"], target.stat().st_size)
            self.assertEqual(target.stat().st_mode & 0o777, 0o600)
            self.assertEqual(sorted(path.name for path in self.folder.iterdir() if path.name.startswith(".")), [])
        straight = unknot("export", DESK, "--format", "json", "--now", NOW)
        self.assertEqual(straight.returncode, 0)
        json.loads(straight.stdout)
        self.document("plan", DESK, "-o", self.folder / "plan.json")
        self.assertEqual(json.loads((self.folder / "plan.json").read_text())["schema"], "unknot.routine/1")
        self.assertEqual(unknot("export", DESK, "--format", "html", "--json").returncode, 2)

    def test_a_stopped_case_exports_its_handover_and_no_massage(self):
        self.refuse("", "export", CANCER, "--format", "html", "-o", self.folder / "x.html", code=1)
        self.assertFalse((self.folder / "x.html").exists())
        self.document("export", CANCER, "--format", "handover", "-o", self.folder / "y.html")
        failed = self.document("export", CANCER, "--format", "html", "-o", self.folder / "x.html", code=1)
        self.assertIs(failed["converged"], False)
        self.assertEqual(failed["failure"]["step"], "export")
        self.assertTrue(failed["failure"]["reason"])

    def test_documents(self):
        for verb in ("questions", "atlas", "licenses", "check"):
            self.assertRegex(self.document(verb)["knowledge_hash"], r"^[0-9a-f]{64}$")
        self.assertIn("length_m", self.document("atlas", DESK))

    def test_the_codex(self):
        codex = self.document("atlas", "--codex")
        self.assertEqual(codex["schema"], "unknot.codex/1")
        one = self.document("atlas", "--codex", "--technique", "T06")
        self.assertEqual([technique["id"] for technique in one["techniques"]], ["T06"])
        listed = unknot("atlas", "--codex").stdout.decode()
        for technique in codex["techniques"]:
            self.assertRegex(listed, rf"(?m)^  {technique['id']} ")
            if technique["id"] not in ("T06", "T32", "T50", "T55"):  # a stroke, a foot, a set, and none
                continue
            text = unknot("atlas", "--codex", "--technique", technique["id"]).stdout.decode()
            self.assertTrue(text.startswith(technique["name"]))
            self.assertIn("What is known", text)
        self.refuse("no technique", "atlas", "--codex", "--technique", "T99")
        self.refuse("--codex", "atlas", "--technique", "T06")
        self.refuse("--codex", "atlas", DESK, "--codex")
        check = self.document("check")
        self.assertIs(check["passed"], True)
        self.assertEqual(check["problems"], [])
        self.assertGreater(check["counts"]["files_count"], 10)


class Body(CliTest):
    def test_document(self):
        body = self.document("body", DESK)
        self.assertEqual(body["view"], "prone")
        self.assertNotIn("grid", body)
        self.assertIs(body["extrapolated"], False)
        for estimate in body["estimates"].values():
            self.assertLessEqual(estimate["low"], estimate["value"])
            self.assertLessEqual(estimate["value"], estimate["high"])
        text = " ".join(unknot("body", DESK).stdout.decode().split())
        self.assertIn("bump at the base of the neck", text)
        for id, estimate in body["estimates"].items():
            self.assertIn(f": {100 * estimate['value']:.1f} (", text, id)
            self.assertNotIn(id.removesuffix("_m").replace("_", " ") + ":", text)
        for site in body["layers"]:
            whole = sum(site[key]["value"] for key in ("skin_m", "fat_m", "fascia_m"))
            whole += sum(muscle["thickness_m"]["value"] for muscle in site["muscles"])
            self.assertAlmostEqual(whole, site["depth_m"]["value"], delta=5e-6)
        grid = self.document("body", DESK, "--cells", 10)["grid"]
        self.assertEqual(len(grid["depth_m"]), grid["across_count"] * grid["along_count"])
        self.assertEqual(body, self.document("body", DESK))

    def test_a_mesh_for_paraview(self):
        target = self.folder / "back.vtu"
        told = self.document("body", DESK, "--view", "seated", "-o", target, "--cells", 12)
        self.assertEqual(told["bytes_count"], target.stat().st_size)
        root = ElementTree.parse(target).getroot()
        self.assertEqual((root.tag, root.get("type"), root.get("byte_order")), ("VTKFile", "UnstructuredGrid", "LittleEndian"))
        piece = root.find("UnstructuredGrid/Piece")
        points, cells = int(piece.get("NumberOfPoints")), int(piece.get("NumberOfCells"))
        self.assertEqual(cells, 12 * told["grid"]["across_count"])
        size = {"Float32": 4, "Float64": 8, "Int32": 4, "Int64": 8, "UInt8": 1}

        def array(path, name):
            found = [one for one in piece.findall(path + "/DataArray") if one.get("Name") == name]
            self.assertEqual(len(found), 1, name)
            data = base64.b64decode(found[0].text, validate=True)
            self.assertEqual(struct.unpack("<I", data[:4])[0], len(data) - 4, name)
            each = size[found[0].get("type")]
            code = {"Float32": "f", "Float64": "d", "Int32": "i", "Int64": "q", "UInt8": "B"}[found[0].get("type")]
            return struct.unpack(f"<{(len(data) - 4) // each}{code}", data[4:])

        self.assertEqual(len(array("Points", "Points")), 3 * points)
        connectivity = array("Cells", "connectivity")
        self.assertEqual(len(connectivity), 4 * cells)
        self.assertLess(max(connectivity), points)
        self.assertEqual(array("Cells", "offsets"), tuple(range(4, 4 * cells + 1, 4)))
        self.assertEqual(set(array("Cells", "types")), {9})
        self.assertEqual(len(array("PointData", "normal")), 3 * points)
        self.assertEqual(len(array("CellData", "fibre")), 3 * cells)
        for expected, written in zip(told["grid"]["depth_m"], array("CellData", "depth_m")):
            self.assertAlmostEqual(expected, written, delta=2e-6)
        self.assertEqual(len(array("CellData", "zones")), cells)

    def test_a_person_in_3d(self):
        target = self.folder / "back.glb"
        self.document("body", DESK, "-o", target)
        data = target.read_bytes()
        self.assertEqual(data[:4], b"glTF")
        version, length, json_length = struct.unpack("<III", data[4:16])
        self.assertEqual((version, length), (2, len(data)))
        scene = json.loads(data[20 : 20 + json_length])
        self.assertIn("person", [node["name"] for node in scene["nodes"]])

    def test_what_cannot_be(self):
        self.refuse("neither .glb nor .vtu", "body", DESK, "-o", self.folder / "back.obj")
        self.refuse("nothing can be written", "body", DESK, "-o", self.folder / "nowhere" / "back.vtu")
        self.refuse("prone", "body", DESK, "--view", "standing")
        self.refuse("400", "body", DESK, "--cells", 4000)
        self.refuse("no such file", "body", self.folder / "nobody.toml")
        self.assertEqual(list(self.folder.iterdir()), [], "nothing half written")

    def test_progress_stays_off_standard_output(self):
        done = unknot("body", DESK, "-o", self.folder / "back.vtu", "--cells", 8, "--json")
        json.loads(done.stdout)
        self.assertIn(b"building", done.stderr)

    def test_a_body_outside_the_samples_says_so(self):
        text = pathlib.Path(DESK).read_text()
        self.assertIn("mass_kg", text)
        heavy = self.folder / "heavy.toml"
        heavy.write_text(re.sub(r"mass_kg = \S+", "mass_kg = 150", text))
        body = self.document("body", heavy)
        self.assertIs(body["extrapolated"], True)
        self.assertTrue(body["why"])


class Paper(CliTest):
    def test_text_is_plain_and_narrow(self):
        for words in (("screen", DESK), ("screen", CANCER), ("plan", DESK), ("plan", DESK, "--sources"), ("plan", CANCER), ("questions",),
                      ("check",), ("atlas", DESK), ("body", DESK), ("licenses",)):
            done = unknot(*words)
            self.assertEqual(done.returncode, 0, done.stderr.decode())
            text = done.stdout.decode()
            self.assertTrue(text.endswith("\n"))
            self.assertNotIn("\x1b", text)
            wide = [line for line in text.splitlines() if len(line) > 80 and " " in line.strip()]
            self.assertEqual(wide, [], words)

    def test_the_verdict_comes_first(self):
        self.assertIn("massage suits this", unknot("screen", DESK).stdout.decode().splitlines()[0])
        self.assertRegex(unknot("screen", CANCER).stdout.decode().splitlines()[0], r"emergency|doctor")
        self.assertEqual(unknot("plan", CANCER).stdout, unknot("screen", CANCER).stdout)

    def test_words_that_promise_are_not_there(self):
        for words in (("screen", DESK), ("plan", DESK), ("screen", CANCER)):
            text = unknot(*words).stdout.decode().lower()
            for word in ("safe", "cure", "proven", "all clear", "detox", "damage", " he ", " she "):
                self.assertNotIn(word, text)

    def test_colour_only_for_a_terminal(self):
        if not shutil.which("script"):
            self.skipTest("no `script` to make a terminal with")

        def on_terminal(**variables):
            environment = {"PATH": os.environ["PATH"], "TERM": "xterm", **variables}
            return subprocess.run(["script", "-qec", f"{BINARY} screen {DESK}", "/dev/null"], capture_output=True, env=environment).stdout

        self.assertIn(b"\x1b[", on_terminal())
        self.assertNotIn(b"\x1b[", on_terminal(NO_COLOR="1"))
        self.assertNotIn(b"\x1b[", on_terminal(TERM="dumb"))


class BadFiles(CliTest):
    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def refuse_case(self, words, path, **more):
        for verb in ("screen", "plan"):
            message = self.refuse(words, verb, path, **more)
            done = unknot(verb, path, "--json", **more)
            self.assertEqual(done.returncode, 2)
            error = json.loads(done.stdout)["error"]
            self.assertIn(error["code"], ("bad_input", "too_large"))
        return message

    def test_missing_folder_and_empty(self):
        self.refuse_case("no such file", self.folder / "nothing.toml")
        self.refuse_case("folder", self.folder)
        self.refuse_case("nothing in it", self.write("empty.toml", ""))
        self.refuse_case("nothing in it", "-")

    def test_binary(self):
        self.refuse_case("no text", self.write("x.bin", bytes(range(256)) * 10))
        self.refuse_case("no text", BINARY if os.path.getsize(BINARY) < 1 << 20 else self.write("elf", b"\x7fELF\x00\x01"))
        self.refuse_case("no text", self.write("latin.toml", 'sex = "f\xe9male"'.encode("latin-1")))

    def test_hundreds_of_megabytes_are_not_read(self):
        path = self.folder / "large.toml"
        with open(path, "wb") as file:
            file.truncate(400 * 1024 * 1024)

        def small_memory():
            # A thread's stack and heap reserve some 140 MB of addresses.
            resource.setrlimit(resource.RLIMIT_AS, (300 * 1024 * 1024, 300 * 1024 * 1024))

        limited = {} if "asan" in BINARY or "tsan" in BINARY else {"preexec_fn": small_memory}
        self.refuse_case("larger than 1 MiB", path, **limited)
        self.refuse("larger than 1 MiB", "screen", "/dev/zero", **limited)
        self.refuse("larger than 1 MiB", "screen", "-", stdin=b" " * (2 << 20))

    def test_truncated(self):
        text = pathlib.Path(DESK).read_bytes()
        self.refuse_case("cut.toml:", self.write("cut.toml", text[: text.index(b"[complaint]") + 6]))
        self.refuse_case("complaint", self.write("half.toml", text[: text.index(b"[complaint]")]))
        self.refuse_case("cut.json", self.write("cut.json", '{"receiver": {"sex": "fem'))

    def test_not_a_number_and_other_slips_name_their_line(self):
        text = pathlib.Path(DESK).read_text()
        line = text[: text.index("age_years")].count("\n") + 1
        for old, new, words in (("age_years = 38", "age_years = nan", ""), ("age_years = 38", "age_years = inf", ""),
                                ("age_years = 38", "age_years = 380", "age_years"), ("age_years = 38", 'age_years = "38"', "age_years"),
                                ("age_years = 38", "age_yeers = 38", "age_years"), ("age_years = 38", "", "age_years")):
            self.assertIn(old, text)
            message = self.refuse_case(words, self.write("slip.toml", text.replace(old, new, 1)))
            if new and "yeers" not in new:
                self.assertIn(f"slip.toml:{line}", message)
        deep = self.write("deep.json", '{"a":' * 5000 + "1" + "}" * 5000)
        self.refuse_case("deep", deep)

    @unittest.skipUnless(os.geteuid() == 0, "needs to become another user")
    def test_a_file_that_may_not_be_read(self):
        path = self.write("secret.toml", "x = 1")
        path.chmod(0o600)
        self.folder.chmod(0o755)

        def nobody():
            os.setgid(65534)
            os.setuid(65534)

        self.refuse_case("may not be read", path, preexec_fn=nobody)


class Writing(CliTest):
    def test_targets_that_cannot_be_written(self):
        self.refuse("folder", "plan", DESK, "-o", self.folder)
        self.refuse("nothing can be written", "plan", DESK, "-o", "/proc/x.json")
        self.refuse("nothing can be written", "plan", DESK, "-o", self.folder / "no/such/folder/x.json")

    def test_an_old_file_stays_whole_when_the_disk_is_full(self):
        target = self.folder / "plan.json"
        target.write_text("the old one")

        def small_disk():
            import signal
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))

        self.refuse("writing failed", "plan", DESK, "-o", target, code=1, preexec_fn=small_disk, restore_signals=False)
        self.assertEqual(target.read_text(), "the old one")
        self.assertEqual([path.name for path in self.folder.iterdir()], ["plan.json"])
        self.assertEqual(unknot("plan", DESK, "-o", target).returncode, 0)
        self.assertEqual(json.loads(target.read_text())["schema"], "unknot.routine/1")

    def test_a_link_keeps_its_target(self):
        real = self.folder / "real.json"
        real.write_text("old")
        link = self.folder / "link.json"
        link.symlink_to(real)
        self.assertEqual(unknot("plan", DESK, "-o", link).returncode, 0)
        self.assertTrue(link.is_symlink())
        self.assertEqual(json.loads(real.read_text())["schema"], "unknot.routine/1")

    @unittest.skipUnless(os.path.exists("/dev/full"), "no /dev/full")
    def test_a_full_standard_output_is_a_failure(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([BINARY, "questions"], stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"writing failed", done.stderr)


class Knowledge(CliTest):
    def copy(self):
        target = self.folder / "knowledge"
        shutil.copytree(ROOT / "knowledge", target)
        return target

    def test_a_folder_takes_the_place_of_the_built_in(self):
        folder = self.copy()
        self.assertEqual(self.document("check", "--knowledge", folder)["knowledge_hash"], self.document("check")["knowledge_hash"])
        some = next(folder.rglob("*.toml"))
        some.write_text(some.read_text() + "\n# one comment more\n")
        self.assertNotEqual(self.document("screen", DESK, "--knowledge", folder)["knowledge_hash"],
                            self.document("screen", DESK)["knowledge_hash"])

    def test_one_more_file_is_one_more_technique(self):
        folder = self.copy()
        whole = (folder / "techniques/kneading.toml").read_text()
        start = whole.index('[[technique]]\nid = "T06"')
        text = whole[start:whole.index("[[technique]]", start + 1)].replace('id = "T06"', 'id = "X01"')
        text = re.sub(r'(?m)^name = .*$', 'name = "Snail spirals"', text)
        text = re.sub(r"(?m)^benefit = \{ value = [0-9.]+", "benefit = { value = 2", text)
        invented = folder / "techniques/zz_invented.toml"
        invented.write_text(text)
        listed = self.document("atlas", "--codex", "--knowledge", folder)
        self.assertEqual(len(listed["techniques"]), len(self.document("atlas", "--codex")["techniques"]) + 1)
        shown = self.document("atlas", "--codex", "--technique", "X01", "--knowledge", folder)["techniques"]
        self.assertEqual(shown[0]["name"], "Snail spirals")
        self.assertTrue(shown[0]["demo"][0]["path"])
        routine = self.document("plan", DESK, "--now", NOW, "--knowledge", folder)
        self.assertIn("X01", {stroke["technique"] for stroke in routine["strokes"]})
        lines = text.splitlines()
        slip = next(i for i, line in enumerate(lines) if line.startswith("force = ")) + 1
        invented.write_text(text.replace('unit = "N"', 'unit = "kg"', 1))
        self.refuse(f"techniques/zz_invented.toml:{slip}", "atlas", "--codex", "--knowledge", folder)

    def test_a_slip_is_named_with_file_and_line(self):
        folder = self.copy()
        file = folder / "sources/clinical.toml"
        lines = file.read_text().splitlines()
        file.write_text("\n".join(lines + ["[[broken"]))
        for verb in (("check",), ("questions",), ("screen", DESK)):
            done = unknot(*verb, "--knowledge", folder)
            self.assertEqual(done.returncode, 2)
            self.assertIn(f"sources/clinical.toml:{len(lines) + 1}", re.sub(r"\s+", "", (done.stdout + done.stderr).decode()))
        self.assertEqual(self.document("check", "--knowledge", folder, code=2)["passed"], False)

    def test_folders_that_are_none(self):
        for folder, words in ((self.folder / "nothing", "no such folder"), (DESK, "no such folder"), (self.folder, "no *.toml")):
            self.refuse(words, "questions", "--knowledge", folder)
            self.assertEqual(unknot("check", "--knowledge", folder).returncode, 2)


if __name__ == "__main__":
    unittest.main()
