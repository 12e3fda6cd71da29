"""Every route does its work, and openapi.json tells the truth about them."""
import gzip
import json
import re
import unittest

from harness import ServerTest, cancer_history, desk_worker


def keys_of(value):
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from keys_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from keys_of(item)


class Documents(ServerTest):
    def test_each_carries_schema_and_hash(self):
        hashes = set()
        for name in ("health", "questions", "atlas", "codex", "sources", "guidance", "licenses", "cases"):
            answer = self.server.get("/api/v1/" + name)
            self.assertEqual(answer.status, 200, name)
            self.assertTrue(answer.fields["content-type"].startswith("application/json"))
            self.assertRegex(answer.document["schema"], r"^unknot\.[a-z_]+/1$")
            hashes.add(answer.document["knowledge_hash"])
        self.assertEqual(len(hashes), 1)
        self.assertRegex(hashes.pop(), r"^[0-9a-f]{64}$")

    def test_every_described_route_is_there(self):
        description = self.server.get("/api/v1/openapi.json").document
        self.assertEqual(description["openapi"][:3], "3.1")
        for path, methods in description["paths"].items():
            for method in methods:
                answer = self.server.request(method.upper(), path.replace("{id}", "c0"), document={} if method in ("post", "put") else None)
                self.assertNotEqual(answer.status, 405, f"{method} {path}")
                if answer.status == 404:
                    self.assertIn("{id}", path)
                    self.assertNotIn("no such route", answer.bytes.decode())
                self.assertIn(str(answer.status), methods[method]["responses"], f"{method} {path}")

    def test_the_description_refers_to_nothing_missing(self):
        text = self.server.get("/api/v1/openapi.json").bytes.decode()
        description = json.loads(text)
        for reference in set(re.findall(r'"\$ref":\s*"#/([^"]+)"', text)):
            place = description
            for part in reference.split("/"):
                self.assertIn(part, place, reference)
                place = place[part]

    def test_every_field_of_a_case_is_described(self):
        schemas = self.server.get("/api/v1/openapi.json").document["components"]["schemas"]
        names = [field["name"] for field in self.server.get("/api/v1/questions").document["fields"]]
        self.assertIn("receiver.measured.waist_girth_m", names)
        for name in names:
            place = schemas["Case"]
            for part in name.split("."):
                place = place.get("items", place)
                if "$ref" in place:
                    place = schemas[place["$ref"].rsplit("/", 1)[1]]
                self.assertIn(part, place["properties"], name)
                place = place["properties"][part]

    def test_licences_name_what_they_cover(self):
        licenses = self.server.get("/api/v1/licenses").document
        texts = {text["license"] for text in licenses["texts"]}
        for component in licenses["components"]:
            self.assertIn(component["license"], texts | {"public domain"})


class Journey(ServerTest):
    def test_screen(self):
        self.assertEqual(self.server.post("/api/v1/screen", desk_worker()).document["verdict"], "go")
        stopped = self.server.post("/api/v1/screen", cancer_history()).document
        self.assertIn(stopped["verdict"], ("emergency", "same_day", "doctor_first"))
        self.assertTrue(stopped["reasons"][0]["do"])

    def test_the_giver_sees_no_reason_and_no_rule(self):
        seen = self.server.post("/api/v1/screen?view=giver", cancer_history())
        self.assertEqual(seen.status, 200)
        self.assertFalse({"reasons", "origin", "expect", "unanswered", "unsure", "rule"} & set(keys_of(seen.document)))
        self.assertTrue(seen.document["safety_net"])
        self.assert_error(self.server.post("/api/v1/screen?view=all", cancer_history()), 400, "view=giver")

    def test_plan_edit_and_export(self):
        case = desk_worker()
        routine = self.server.post("/api/v1/plan", case).document
        self.assertTrue(routine["strokes"])
        edit = {"kind": "shorter", "minutes": 10, "from_s": 0}
        shorter = self.server.post("/api/v1/replan", {"case": case, "routine": routine, "edit": edit})
        self.assertEqual(shorter.status, 200, shorter.bytes[:400])
        self.assertEqual(len(shorter.document["edits"]), 1)
        for format_, kind in (("json", "application/json"), ("html", "text/html"), ("print", "text/html"), ("handover", "text/html")):
            answer = self.server.post("/api/v1/export", {"case": case, "routine": routine, "format": format_})
            self.assertEqual(answer.status, 200, (format_, answer.bytes[:400]))
            self.assertTrue(answer.fields["content-type"].startswith(kind))
            self.assertIn("attachment", answer.fields["content-disposition"])

    def test_swaps_are_offered_and_taken(self):
        case = desk_worker()
        case["receiver"]["tradition"] = "tui_na"
        routine = self.server.post("/api/v1/plan", case).document
        stroke = next(one for one in routine["strokes"] if one["technique"] == "T06")
        asked = {"case": case, "routine": routine, "stroke_id": stroke["id"]}
        answer = self.server.post("/api/v1/swaps", asked)
        self.assertEqual(answer.status, 200, answer.bytes[:400])
        self.assertEqual(answer.document["schema"], "unknot.swaps/1")
        self.assertTrue(answer.document["choices"])
        for choice in answer.document["choices"]:
            self.assertNotEqual(choice["technique"], "T06")
            edit = {"kind": "swap", "stroke_id": stroke["id"], "from_s": 0, "technique": choice["technique"]}
            swapped = self.server.post("/api/v1/replan", {"case": case, "routine": routine, "edit": edit}).document
            self.assertEqual(len(swapped["edits"]), 1, choice)
            now = next(one for one in swapped["strokes"] if one["id"] == stroke["id"])
            self.assertEqual((now["technique"], now["level"]), (choice["technique"], choice["level"]))
        self.assert_error(self.server.post("/api/v1/swaps", dict(asked, stroke_id="s999")), 404, "s999")
        self.assert_error(self.server.post("/api/v1/swaps", {"case": case, "routine": routine}), 400, "stroke_id")
        case["receiver"]["tradition"] = "shiatzu"
        self.assert_error(self.server.post("/api/v1/plan", case), 400, "shiatsu")

    def test_a_stopped_case_gets_no_massage(self):
        refused = self.server.post("/api/v1/plan", cancer_history()).document
        self.assertIs(refused["refused"], True)
        self.assertEqual(refused["strokes"], [])
        self.assert_error(self.server.post("/api/v1/export", {"case": cancer_history(), "format": "html"}), 409)
        self.assertEqual(self.server.post("/api/v1/export", {"case": cancer_history(), "format": "handover"}).status, 200)

    def test_a_routine_of_another_case_or_day_is_a_conflict(self):
        case = desk_worker()
        routine = self.server.post("/api/v1/plan", case).document
        other = desk_worker()
        other["receiver"]["age_years"] += 1
        self.assert_error(self.server.post("/api/v1/export", {"case": other, "routine": routine, "format": "html"}), 409)
        old = dict(routine, screened_at="2020-01-01" + routine["screened_at"][10:])
        self.assert_error(self.server.post("/api/v1/export", {"case": case, "routine": old, "format": "html"}), 409)
        unknown = dict(routine, knowledge_hash="0" * 64)
        self.assert_error(self.server.post("/api/v1/export", {"case": case, "routine": unknown, "format": "html"}), 409)

    def test_the_same_question_gets_the_same_answer(self):
        def plan():
            routine = self.server.post("/api/v1/plan", desk_worker()).document
            routine.pop("screened_at")
            return routine
        self.assertEqual(plan(), plan())

    def test_atlas_of_a_receiver(self):
        receiver = {"sex": "male", "age_years": 50, "stature_m": 1.95, "mass_kg": 95}
        tall = self.server.post("/api/v1/atlas", {"receiver": receiver}).document
        short = self.server.post("/api/v1/atlas", {"receiver": dict(receiver, stature_m=1.65, mass_kg=65)}).document
        self.assertGreater(tall["length_m"], short["length_m"])


class Pages(ServerTest):
    def setUp(self):
        self.start = self.server.get("/")
        self.has_app = "UNKNOT_WEB=OFF" not in self.start.bytes.decode()

    def test_the_start_page(self):
        self.assertEqual(self.start.status, 200)
        self.assertTrue(self.start.fields["content-type"].startswith("text/html"))
        self.assertEqual(self.server.request("HEAD", "/").status, 200)

    def test_files_that_are_not_there(self):
        for path in ("/no.js", "/assets/no-12345678.js", "/../../etc/passwd", "/%2e%2e/etc/passwd", "/favicon.php", "//x.y"):
            self.assertEqual(self.server.get(path).status, 404, path)

    def test_the_app(self):
        if not self.has_app:
            self.assertIn("/api/v1/health", self.start.bytes.decode())
            self.assertEqual(self.server.get("/plan").status, 404)
            return
        self.assertEqual(self.server.get("/plan").bytes, self.start.bytes)  # a page of the app itself
        packed = self.server.get("/", fields={"Accept-Encoding": "br, gzip;q=0.8"})
        self.assertEqual(packed.fields["content-encoding"], "gzip")
        self.assertEqual(gzip.decompress(packed.bytes), self.start.bytes)
        self.assertNotIn("content-encoding", self.server.get("/", fields={"Accept-Encoding": "gzip;q=0"}).fields)
        again = self.server.get("/", fields={"If-None-Match": self.start.fields["etag"]})
        self.assertEqual((again.status, again.bytes), (304, b""))
        self.assertEqual(self.server.get("/", fields={"If-None-Match": '"other"'}).status, 200)

    def test_nothing_is_loaded_from_elsewhere(self):
        seen, waiting = set(), ["/"]
        loads = re.compile(r'(?:src|href|action|data)\s*=\s*["\']([^"\'#]+)|url\(\s*["\']?([^"\')]+)|import\s*\(?\s*["\']([^"\']+)')
        while waiting:
            path = waiting.pop()
            if path in seen:
                continue
            seen.add(path)
            answer = self.server.get(path)
            self.assertEqual(answer.status, 200, path)
            if not re.match(r"text/|application/(json|manifest)", answer.fields["content-type"]):
                continue
            text = answer.bytes.decode()
            if path.endswith(".js"):
                # A script may name addresses to show; it must not fetch or open any.
                self.assertNotRegex(text, r'(?:fetch|WebSocket|EventSource|importScripts|sendBeacon)\(\s*["\'`](?:https?:|wss?:|//)')
                self.assertNotRegex(text, r'import\s*\(?\s*["\'](?:https?:|//)')
                continue
            for found in loads.findall(text):
                link = next(part for part in found if part)
                if link.startswith("data:"):
                    continue
                self.assertNotRegex(link, r"^(?:[a-z]+:)?//", f"{path} loads {link}")
                if not link.startswith(("http", "mailto:", "tel:")):
                    waiting.append("/" + link.lstrip("./"))

    def test_assets_with_a_hash_are_kept_for_good(self):
        names = re.findall(r'["\'](?:\./|/)?(assets/[^"\']+-[A-Za-z0-9_-]{8}\.(?:js|css))["\']', self.start.bytes.decode())
        self.assertEqual(bool(names), self.has_app)
        for name in names:
            answer = self.server.get("/" + name)
            self.assertIn("immutable", answer.fields["cache-control"])
            self.assertRegex(answer.fields["content-type"], r"^text/(javascript|css)")
        self.assertEqual(self.start.fields["cache-control"], "no-cache")


if __name__ == "__main__":
    unittest.main()
