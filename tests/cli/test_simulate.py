"""A massage simulated by the true program: its files, its interruptions, and what it refuses."""
import json
import re
import signal
import subprocess
import time
import unittest
from xml.etree import ElementTree

from test_cli import BINARY, CANCER, DESK, EXAMPLES, NOW, CliTest, unknot


class Simulate(CliTest):
    """Massages of one short step, so that few places are solved."""

    def setUp(self):
        super().setUp()
        self.routine = self.document("plan", DESK, "--now", NOW)
        press = next(stroke for stroke in self.routine["strokes"] if stroke["motion"] == "press")
        del press["dwell_s"]
        tap = {**press, "motion": "strike", "tempo_Hz": 4, "path": [[0.4, 0.7]], "force_N": [12.0], "duration_s": 5}
        self.glide = {**press, "motion": "glide", "path": [[0.4, 0.9], [0.4, 0.5]], "force_N": [6.0, 6.0]}
        del self.glide["tempo_Hz"]
        self.strokes = [tap]
        self.out = self.folder / "out"

    def file_of(self, strokes, **changes):
        path = self.folder / "routine.json"
        path.write_text(json.dumps({**self.routine, "strokes": strokes, **changes}))
        return path

    def simulate(self, *more, strokes=None, code=0, case=DESK):
        return self.document("simulate", self.file_of(strokes or self.strokes), "--case", case, "-o", self.out, *more, code=code)

    def test_writes_maps_picture_and_series_the_same_for_any_threads_and_again(self):
        told = self.simulate("--threads", 1)
        self.assertEqual(told["schema"], "unknot.simulation/1")
        self.assertIs(told["simulated"], True)
        self.assertEqual(told["case_hash"], self.routine["case_hash"])
        self.assertEqual(json.loads((self.out / "simulation.json").read_text()), told)
        self.assertEqual(len(told["maps"]["peak_pressure_Pa"]), told["grid"]["across_count"] * told["grid"]["along_count"])
        most = told["highlights"]["peak_pressure_Pa"]
        self.assertGreater(most["value"], 500)
        self.assertLess(most["value"], 100e3)
        self.assertLessEqual(most["low"], most["value"])
        self.assertEqual((told["substitutes"][0]["motion"], told["substitutes"][0]["kind"]), ("strike", "stand_in"))
        self.assertIs(told["strokes"][0]["substitute"], True)
        names = sorted(path.name for path in self.out.iterdir())
        self.assertEqual(names, ["dose.pvd", "dose.svg", "dose_001.vtu", "places.jsonl", "simulation.json"])
        for name in ("dose.pvd", "dose.svg", "dose_001.vtu"):
            ElementTree.parse(self.out / name)
        first = {path.name: path.read_bytes() for path in self.out.iterdir()}
        (self.out / "dose_002.vtu").write_text("of a longer massage")
        again = unknot("simulate", self.file_of(self.strokes), "--case", DESK, "-o", self.out)
        self.assertEqual(again.returncode, 0)
        self.assertIn("Removed from an earlier run: dose_002.vtu.", again.stdout.decode())
        done, whole = re.search(r"(\d+) of (\d+) places", again.stderr.decode()).groups()
        self.assertEqual(done, whole)  # nothing is solved twice
        self.assertIn("Simulated", again.stdout.decode())
        # One drumming step of our own making is no plan.
        self.assertIn("not to be given", told["warning"])
        self.assertIn("not as Unknot plans one", " ".join(again.stdout.decode().split()))
        self.assertEqual({path.name: path.read_bytes() for path in self.out.iterdir()}, first)
        self.out = self.folder / "other"
        self.simulate("--threads", 2)
        self.assertEqual({path.name: path.read_bytes() for path in self.out.iterdir()}, first)

    def test_reused_answers_are_near_those_on_the_spot(self):
        reuse = self.simulate("--check-reuse", 6, strokes=[self.glide])["reuse"]
        self.assertEqual(reuse["checked_count"], 6)
        for field in ("peak_pressure_Pa", "peak_depth_m", "peak_muscle_strain_ratio"):
            self.assertLess(reuse[field]["median_ratio"], 0.2, field)
            self.assertLess(reuse[field]["worst_ratio"], 0.4, field)

    def test_stopped_it_keeps_what_it_has_and_goes_on(self):
        words = [BINARY, "simulate", str(self.file_of([self.glide])), "--case", DESK, "-o", str(self.out), "--threads", "1"]
        running = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertIn(b" 0 of ", running.stderr.readline())
        time.sleep(0.2)  # the first four places are being solved
        running.send_signal(signal.SIGINT)
        out, message = running.communicate(timeout=300)
        self.assertEqual((running.returncode, out), (1, b""))
        self.assertIn(b"run the same command again", message)
        self.assertFalse((self.out / "simulation.json").exists())
        resumed = subprocess.run(words, capture_output=True, timeout=120)
        self.assertEqual(resumed.returncode, 0, resumed.stderr.decode())
        self.assertRegex(resumed.stderr.splitlines()[0], rb"unknot: [1-9]\d* of 9 places")

    def test_a_place_without_an_answer_is_told_and_the_rest_goes_on(self):
        hard = {**self.strokes[0], "id": "s99", "surface": "fingers", "path": [[0.0, 0.3]], "force_N": [1000.0]}
        told = self.simulate(strokes=self.strokes + [hard], code=1)
        self.assertIs(told["converged"], False)
        self.assertTrue(told["failure"]["reason"])
        self.assertEqual({name for place in told["places"]["failed"] for name in place["strokes"]}, {"s99"})
        self.assertGreater(max(told["maps"]["left_out_s"]), 0)
        self.assertGreater(told["highlights"]["peak_pressure_Pa"]["value"], 0)

    def test_what_does_not_belong_together_is_refused(self):
        routine = self.file_of(self.strokes)
        words = ("simulate", routine, "--case", DESK, "-o", self.out)
        self.refuse("another case", "simulate", routine, "--case", EXAMPLES / "gardeners_lumbago.toml", "-o", self.out)
        self.assertFalse(self.out.exists())
        self.refuse("state of the knowledge", "simulate", self.file_of(self.strokes, knowledge_hash="0" * 64), "--case", DESK, "-o", self.out)
        refused = self.folder / "refused.json"
        refused.write_bytes(unknot("plan", CANCER, "--json").stdout)
        self.refuse("refused routine", "simulate", refused, "--case", CANCER, "-o", self.out)
        self.refuse("no strokes", "simulate", self.file_of([]), "--case", DESK, "-o", self.out)
        self.file_of(self.strokes)
        self.refuse("is not there", *words[:-1], self.folder / "none" / "below")
        self.refuse("this is a file", *words[:-1], routine)
        self.refuse("required", "simulate", routine, "--case", DESK)
        self.refuse("coarse", *words, "--fineness", "finest")
        self.refuse("nothing.json", "simulate", self.folder / "nothing.json", "--case", DESK, "-o", self.out)

    def test_kept_places_of_something_else_are_refused_and_left_alone(self):
        self.simulate()
        kept = self.out / "places.jsonl"
        whole = kept.read_bytes()
        words = ("simulate", self.file_of(self.strokes), "--case", DESK, "-o", self.out)
        self.refuse("another fineness", *words, "--fineness", "normal")
        for damaged in (whole[:-50], whole.replace(b"7.", b"8.", 1), b"", b"x" * 5000, b"\xff\xfe\x00"):
            kept.write_bytes(damaged)
            self.refuse("places.jsonl", *words)
            self.assertEqual(kept.read_bytes(), damaged)


if __name__ == "__main__":
    unittest.main()
