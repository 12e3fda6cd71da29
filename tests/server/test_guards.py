"""Who may speak to the server, and what it does with requests that are not right."""
import json
import unittest

from harness import ServerTest, desk_worker


class Hosts(ServerTest):
    def test_own_names_are_answered(self):
        for name in ("127.0.0.1", "localhost", "[::1]"):
            self.assertEqual(self.server.get("/api/v1/health", host=f"{name}:{self.server.port}").status, 200, name)

    def test_other_names_are_refused(self):
        port = self.server.port
        for host in ("evil.example", f"evil.example:{port}", "127.0.0.1", f"127.0.0.1:{port + 1}", f"127.0.0.1.evil.example:{port}",
                     f"localhost.:{port}", f"192.168.0.2:{port}"):
            self.assert_error(self.server.get("/api/v1/health", host=host), 403, "host")
            self.assertEqual(self.server.get("/", host=host).status, 403, host)

    def test_no_host_and_two_hosts_are_refused(self):
        self.assertIn(b" 403 ", self.server.raw(b"GET /api/v1/health HTTP/1.1\r\n\r\n"))
        own = f"Host: 127.0.0.1:{self.server.port}\r\n".encode()
        self.assertIn(b" 403 ", self.server.raw(b"GET /api/v1/health HTTP/1.1\r\n" + own + b"Host: evil.example\r\n\r\n"))


class Origins(ServerTest):
    def own(self, name="127.0.0.1"):
        return f"http://{name}:{self.server.port}"

    def post(self, **fields):
        fields = {name.replace("_", "-"): value for name, value in fields.items()}
        return self.server.post("/api/v1/screen", desk_worker(), fields=fields)

    def test_own_page_and_plain_programs_are_answered(self):
        self.assertEqual(self.post().status, 200)
        self.assertEqual(self.post(Origin=self.own()).status, 200)
        self.assertEqual(self.post(Origin=self.own(), Sec_Fetch_Site="same-origin").status, 200)

    def test_other_pages_are_refused(self):
        for fields in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": self.own("localhost")},
                       {"Origin": f"http://127.0.0.1:{self.server.port + 1}"}, {"Origin": self.own().replace("http:", "https:")},
                       {"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": "same-origin"}, {"Sec_Fetch_Site": "none"},
                       {"Origin": self.own(), "Sec_Fetch_Site": "same-site"}):
            self.assert_error(self.post(**fields), 403, "another page")

    def test_reading_from_another_page_is_refused(self):
        for site in ("cross-site", "same-site"):
            self.assertEqual(self.server.get("/api/v1/cases", fields={"Sec-Fetch-Site": site}).status, 403)
        self.assertEqual(self.server.get("/api/v1/cases", fields={"Origin": "http://evil.example"}).status, 403)
        for site in ("same-origin", "none"):
            self.assertEqual(self.server.get("/api/v1/cases", fields={"Sec-Fetch-Site": site}).status, 200)

    def test_erasing_from_another_page_is_refused(self):
        answer = self.server.request("DELETE", "/api/v1/cases/c1", fields={"Origin": "http://evil.example"})
        self.assert_error(answer, 403)

    def test_no_response_lets_another_page_read(self):
        answer = self.server.get("/api/v1/health", fields={"Origin": self.own()})
        self.assertFalse([name for name in answer.fields if name.startswith("access-control-")])
        self.assertEqual(self.server.request("OPTIONS", "/api/v1/screen", fields={"Origin": self.own()}).status, 405)


class Bodies(ServerTest):
    def test_only_json_is_taken(self):
        body = json.dumps(desk_worker())
        for kind in (None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp"):
            answer = self.server.post("/api/v1/screen", body=body, fields={"Content-Type": kind})
            self.assert_error(answer, 415, "application/json")
        answer = self.server.post("/api/v1/screen", body=body, fields={"Content-Type": "Application/JSON; charset=utf-8"})
        self.assertEqual(answer.status, 200)
        self.assert_error(self.server.post("/api/v1/screen", body=body, fields={"Content-Encoding": "gzip"}), 415)

    def test_too_large_a_body_is_refused(self):
        for size in (1024 * 1024 + 1, 8 * 1024 * 1024):
            self.assert_error(self.server.post("/api/v1/screen", body=" " * size), 413, "larger")
        self.assert_error(self.server.post("/api/v1/screen", body=" " * (1024 * 1024)), 400)

    def test_too_large_a_chunked_body_is_refused(self):
        head = (f"POST /api/v1/screen HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\n"
                "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n").encode()
        chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
        self.assertIn(b" 413 ", self.server.raw(head + chunk * 20 + b"0\r\n\r\n"))
        self.assertIn(b" 400 ", self.server.raw(head + b"zz\r\n  \r\n"))

    def test_a_client_that_waits_for_100_continue_gets_it(self):
        body = json.dumps(desk_worker()).encode()
        head = (f"POST /api/v1/screen HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\nContent-Type: application/json\r\n"
                f"Expect: 100-continue\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n").encode()
        self.assertRegex(self.server.raw(head + body).decode(), r"(?s)^HTTP/1.1 100 .*HTTP/1.1 200 ")

    def test_a_truncated_body_is_refused(self):
        head = (f"POST /api/v1/screen HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\n"
                "Content-Type: application/json\r\nContent-Length: 500\r\n\r\n").encode()
        self.assertIn(b" 400 ", self.server.raw(head + b'{"receiver":', half_close=True))

    def test_what_is_no_case_is_refused_with_its_place(self):
        nan_case = json.dumps(desk_worker()).replace("38", "NaN", 1)
        huge_case = json.dumps(desk_worker()).replace("38", "1e999", 1)
        for body in ("", "{", '{"receiver":', "[]", "null", "[receiver]", '"text"', "\x00\x01", nan_case, huge_case,
                     "[" * 100_000, '{"a":' * 5000, json.dumps({"receiver": 1}), '{"receiver":{},"receiver":{}}'):
            answer = self.server.post("/api/v1/screen", body=body)
            self.assert_error(answer, 400)
        self.assert_error(self.server.post("/api/v1/screen", body=b'{"receiver":"\xff\xfe"}'), 400)
        self.assert_error(self.server.post("/api/v1/screen", body=bytes(range(256))), 400)

    def test_a_mistake_is_named(self):
        case = desk_worker()
        case["receiver"]["age_yeers"] = case["receiver"].pop("age_years")
        self.assert_error(self.server.post("/api/v1/plan", case), 400, "age_years")
        case = desk_worker()
        case["receiver"]["stature_m"] = 3.1
        self.assert_error(self.server.post("/api/v1/plan", case), 400, "stature_m")

    def test_bodies_with_a_part_missing_are_refused(self):
        for path in ("/api/v1/replan", "/api/v1/export", "/api/v1/atlas", "/api/v1/cases"):
            self.assert_error(self.server.post(path, {}), 400)
        self.assert_error(self.server.post("/api/v1/export", {"case": desk_worker(), "format": "pdf"}), 400, "handover")
        self.assert_error(self.server.post("/api/v1/atlas", {"receiver": {"sex": "female", "age_years": 3000}}), 400)


class Routes(ServerTest):
    def test_unknown_routes(self):
        for path in ("/api/v1/nothing", "/api/v2/health", "/api/", "/api/v1/cases/UPPER", "/api/v1/cases/a/b/c",
                     "/api/v1/cases/", "/api/v1/cases/../health", "/api/v1/cases/%2e%2e", "/api/v1/cases/" + "a" * 65):
            self.assert_error(self.server.get(path), 404)

    def test_wrong_methods_name_the_right_ones(self):
        for method, path, allowed in (("DELETE", "/api/v1/health", "GET"), ("GET", "/api/v1/screen", "POST"),
                                      ("PATCH", "/api/v1/cases/c1", "GET, PUT, DELETE"), ("POST", "/", "GET, HEAD")):
            answer = self.server.request(method, path)
            self.assert_error(answer, 405)
            self.assertEqual(answer.fields["allow"], allowed)

    def test_unknown_ids(self):
        for method, path in (("GET", "/api/v1/cases/c0"), ("DELETE", "/api/v1/cases/c0"), ("GET", "/api/v1/routines/c0-1"),
                             ("GET", "/api/v1/routines/c0"), ("POST", "/api/v1/cases/c0/plan"), ("POST", "/api/v1/cases/c0/screen"),
                             ("GET", "/api/v1/cases/c0/giver"), ("GET", "/api/v1/routines/c0-99999999999999999999")):
            self.assert_error(self.server.request(method, path), 404)
        self.assert_error(self.server.request("PUT", "/api/v1/cases/c0", document=desk_worker()), 404)

    def test_head_has_no_body(self):
        answer = self.server.request("HEAD", "/api/v1/questions")
        self.assertEqual((answer.status, answer.bytes), (200, b""))
        self.assertGreater(int(answer.fields["content-length"]), 10)

    def test_what_is_no_http(self):
        self.assertIn(b" 400 ", self.server.raw(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n"))
        self.assertIn(b" 400 ", self.server.raw(b"GET / HTTP/9.9\r\n\r\n"))
        self.assertEqual(b"", self.server.raw(b"GET / HT", half_close=True))
        self.assertIn(b" 431 ", self.server.raw(b"GET / HTTP/1.1\r\nX: " + b"a" * 40_000 + b"\r\n\r\n"))

    def test_every_response_is_strict(self):
        for answer in (self.server.get("/"), self.server.get("/api/v1/health"), self.server.get("/no.where"),
                       self.server.get("/api/v1/nothing"), self.server.get("/", host="evil.example"),
                       self.server.post("/api/v1/screen", body="{"), self.server.post("/api/v1/screen", body=" " * 2_000_000)):
            fields = answer.fields
            policy = fields["content-security-policy"]
            for rule in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "base-uri 'none'",
                         "form-action 'none'", "frame-ancestors 'none'"):
                self.assertIn(rule, policy)
            self.assertNotIn("unsafe", policy)
            self.assertNotIn("http", policy)
            self.assertEqual(fields["x-content-type-options"], "nosniff")
            self.assertEqual(fields["referrer-policy"], "no-referrer")
            self.assertEqual(fields["cross-origin-opener-policy"], "same-origin")
            self.assertEqual(fields["cross-origin-embedder-policy"], "require-corp")
            self.assertEqual(fields["cross-origin-resource-policy"], "same-origin")
            self.assertIn("camera=()", fields["permissions-policy"])

    def test_nothing_of_the_api_is_kept_by_a_cache(self):
        for path in ("/api/v1/health", "/api/v1/cases", "/api/v1/nothing"):
            self.assertEqual(self.server.get(path).fields["cache-control"], "no-store")

    def test_one_connection_serves_many_requests(self):
        one = f"GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\n\r\n".encode()
        last = one.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        self.assertEqual(self.server.raw(one * 20 + last).count(b"HTTP/1.1 200 "), 21)


class Floods(ServerTest):
    def test_too_many_changes_at_once_are_told_to_wait(self):
        request = f"DELETE /api/v1/cases/c0 HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\n\r\n".encode()
        got = self.server.raw(request * 700)
        self.assertIn(b" 429 ", got)
        self.assertIn(b"Retry-After: 1", got)
        self.assertEqual(self.server.get("/api/v1/health").status, 200)

    def test_too_many_connections_are_turned_away_and_the_rest_goes_on(self):
        import socket
        idle = [socket.create_connection(("127.0.0.1", self.server.port)) for _ in range(128)]
        try:
            self.assertEqual(self.server.get("/api/v1/health").status, 503)
        finally:
            for connection in idle:
                connection.close()
        for _ in range(100):
            if self.server.get("/api/v1/health").status == 200:
                return
        self.fail("the server did not recover")


if __name__ == "__main__":
    unittest.main()
