"""What `unknot press` and `unknot slab` write: documents, files for ParaView, for people and for FEBio."""
import unittest
from xml.etree import ElementTree

from test_cli import CANCER, DESK, NOW, THERAPIST, CliTest, unknot

BLOCK = """
[block]
width_m = 0.10
length_m = 0.08
sides = "{sides}"
[[layer]]
name = "skin"
thickness_m = 0.002
model = "neo_hookean"
shear_modulus_Pa = 20e3
poisson_ratio = 0.48
[[layer]]
name = "fat & more"
thickness_m = 0.020
model = "yeoh"
c_Pa = [1e3, 1e3, 1e3]
poisson_ratio = 0.48
[indenter]
shape = "sphere"
radius_m = 0.02
[load]
{load}
[mesh]
across_count = 8
along_count = 6
layer_counts = [1, 3]
"""
FORCE = 'kind = "force"\nvalues_N = [1.0, 2.0]'
PRESSURE = 'kind = "pressure"\npeaks_Pa = [1e3]\nsigma_m = 0.01'
STROKE = 'kind = "stroke"\ndepth_m = 0.002\nlength_m = 0.02\nsteps_count = 2\nspeed_m_s = 0.02'


def numbers(text):
    return [int(number) for number in text.split(",")]


class Checks(CliTest):
    def block(self, load=FORCE, sides="free"):
        path = self.folder / "block.toml"
        path.write_text(BLOCK.format(load=load, sides=sides))
        return path

    def check_vtu(self, path, cells_count=None):
        piece = ElementTree.parse(path).getroot().find("UnstructuredGrid/Piece")
        if cells_count is not None:
            self.assertEqual(int(piece.get("NumberOfCells")), cells_count)
        return {array.get("Name") for array in piece.iter("DataArray")}

    def check_svg(self, path, *words):
        text = path.read_text()
        root = ElementTree.fromstring(text)
        self.assertEqual(root.get("role"), "img")
        self.assertNotRegex(text, "nan|inf")
        for word in words:
            self.assertIn(word, "".join(root.itertext()))

    def check_febio(self, path):
        """Everything a name or number points to is there, once."""
        root = ElementTree.parse(path).getroot()
        self.assertEqual((root.tag, root.get("version")), ("febio_spec", "4.0"))
        mesh = root.find("Mesh")
        nodes = [int(node.get("id")) for node in mesh.iter("node")]
        self.assertEqual(nodes, list(range(1, len(nodes) + 1)))
        places = {int(node.get("id")): [float(x) for x in node.text.split(",")] for node in mesh.iter("node")}
        elements = [element for part in mesh.findall("Elements") for element in part]
        self.assertEqual([int(element.get("id")) for element in elements], list(range(1, len(elements) + 1)))
        parts = {part.get("name"): part.get("type") for part in mesh.findall("Elements")}
        corners = {"hex8": 8, "quad4": 4}
        used = set()
        for part in mesh.findall("Elements"):
            for element in part:
                found = numbers(element.text)
                self.assertEqual(len(set(found)), corners[part.get("type")])
                used.update(found)
                if part.get("type") == "hex8":
                    a, b, d, e = (places[found[n]] for n in (0, 1, 3, 4))
                    x, y, z = ([p - q for p, q in zip(one, a)] for one in (b, d, e))
                    volume = (x[0] * (y[1] * z[2] - y[2] * z[1]) - x[1] * (y[0] * z[2] - y[2] * z[0])
                              + x[2] * (y[0] * z[1] - y[1] * z[0]))
                    self.assertGreater(volume, 0)
        springs = {springs.get("name"): [numbers(pair.text) for pair in springs] for springs in mesh.findall("DiscreteSet")}
        grounds = {pair[1] for pairs in springs.values() for pair in pairs}
        self.assertEqual(used | grounds, set(nodes))
        self.assertEqual(used & grounds, set())
        materials = [material.get("name") for material in root.find("Material")]
        self.assertEqual(len(materials), len(set(materials)))
        domains = {domain.get("name"): domain.get("mat") for domain in root.find("MeshDomains")}
        self.assertEqual(set(domains), set(parts))
        self.assertEqual(set(domains.values()), set(materials))
        for body in root.iter("rb"):
            self.assertIn(body.text, materials)
        surfaces = {surface.get("name") for surface in mesh.findall("Surface")}
        pairs = {pair.get("name"): (pair.find("primary").text, pair.find("secondary").text)
                 for pair in mesh.findall("SurfacePair")}
        for pair in pairs.values():
            self.assertLessEqual(set(pair), surfaces)
        for contact in root.find("Contact"):
            self.assertIn(contact.get("surface_pair"), pairs)
        sets = {node_set.get("name"): numbers(node_set.text) for node_set in mesh.findall("NodeSet")}
        for node_set in sets.values():
            self.assertLessEqual(set(node_set), set(nodes))
        self.assertEqual(set(sets.get("ground", [])), grounds)
        discrete = root.find("Discrete")
        if springs:
            self.assertEqual({entry.get("discrete_set") for entry in discrete.findall("discrete")}, set(springs))
            self.assertEqual({entry.get("dmat") for entry in discrete.findall("discrete")},
                             {entry.get("id") for entry in discrete.findall("discrete_material")})
        sizes = {part.get("name"): len(part) for part in mesh.findall("Elements")}
        maps = set()
        for data in root.iter("ElementData"):
            lids = [int(element.get("lid")) for element in data]
            self.assertEqual(lids, list(range(1, sizes[data.get("elem_set")] + 1)))
            maps.add(data.get("name"))
        self.assertLessEqual({element.text for element in root.iter("ksi")}, maps)
        for condition in root.find("Boundary"):
            self.assertIn(condition.get("node_set"), sets)
        curves = {curve.get("id") for curve in root.find("LoadData")}
        wanted = {element.get("lc") for element in root.iter() if element.get("lc")}
        self.assertEqual(curves, wanted)
        times = [float(point.text.split(",")[0]) for curve in root.find("LoadData") for point in curve.iter("pt")]
        end = sum(int(step.find("Control/time_steps").text) * float(step.find("Control/step_size").text)
                  for step in root.find("Step"))
        # A force that is led to has no curve of its own: there the curves end with the depth and stay.
        if root.find(".//rigid_load") is None:
            self.assertAlmostEqual(max(times), end)
        else:
            self.assertLess(max(times), end)
        self.assertEqual({curve.find("extend").text for curve in root.find("LoadData")}, {"CONSTANT"})
        return root, sets


class Blocks(Checks):
    def test_a_block_for_paraview_and_people(self):
        folder = self.folder / "out"
        document = self.document("slab", self.block(), "-o", folder)
        self.assertEqual(sorted(document["files"]), sorted(path.name for path in folder.iterdir()))
        arrays = self.check_vtu(folder / "block_0001.vtu", 8 * 6 * 4)
        self.assertLessEqual({"displacement_m", "contact_Pa", "layer", "least_log_strain", "greatest_log_strain",
                              "pressure_Pa", "von_mises_Pa", "volume_ratio"}, arrays)
        self.check_vtu(folder / "body_0001.vtu")
        series = [(entry.get("timestep"), entry.get("file"))
                  for entry in ElementTree.parse(folder / "block.pvd").getroot().iter("DataSet")]
        self.assertEqual(series, [("0", "block_0000.vtu"), ("1", "block_0001.vtu")])
        self.check_svg(folder / "block.svg", "skin", "fat & more", "rigid ground", "2 N")
        self.assertNotIn("removed_files", document)
        # Once more into the same folder, by name with a slash; and a dead load, which has no body.
        again = self.document("slab", self.block(PRESSURE), "-o", str(folder) + "/")
        self.assertEqual(again["removed_files"], ["block_0001.vtu", "body.pvd", "body_0000.vtu", "body_0001.vtu"])
        self.assertEqual(sorted(again["files"]), sorted(path.name for path in folder.iterdir()))
        self.document("slab", self.block(PRESSURE), "-o", self.folder / "dead")
        self.assertFalse((self.folder / "dead" / "body.pvd").exists())
        self.check_svg(self.folder / "dead" / "block.svg", "fat & more")

    def test_only_its_own_files_make_way(self):
        folder = self.folder / "out"
        (folder / "block_0003.vtu").mkdir(parents=True)
        (folder / "elsewhere").write_text("mine")
        (folder / "body_0007.vtu").symlink_to(folder / "elsewhere")
        others = ["block_0001.vtu.bak", "block_001.vtu", "block_00012.vtu", "block_0001.vtk", "blocks_0001.vtu", "press_0001.vtu",
                  "block_000x.vtu", "my_block_0001.vtu", "other.svg", ".block_0001.vtu"]
        for name in others + ["block_0002.vtu", "block_12345.vtu", "body_0002.vtu"]:
            (folder / name).write_text("mine")
        told = unknot("slab", self.block(PRESSURE), "-o", folder).stdout.decode()
        self.assertIn("Removed from an earlier run: block_0002.vtu and 2 more.", told)
        self.assertEqual({path.name for path in folder.iterdir()},
                         {*others, "elsewhere", "block_0003.vtu", "body_0007.vtu", "block_0000.vtu", "block.pvd", "block.svg"})

    def test_a_block_for_febio(self):
        target = self.folder / "block.feb"
        document = self.document("slab", self.block(), "-o", target)
        self.assertEqual(document["files"], [str(target)])
        root, sets = self.check_febio(target)
        self.assertEqual([len(sets["held_" + axis]) for axis in "xyz"], [9 * 7] * 3)
        self.assertEqual([float(load.find("value").text) for load in root.iter("rigid_load")], [-1, -2])
        self.document("slab", self.block(STROKE, sides="fixed"), "-o", target)
        root, sets = self.check_febio(target)
        self.assertEqual(len(sets["held_x"]), 9 * 7 + (9 * 7 - 7 * 5) * 4)
        self.assertEqual({bc.get("name") for bc in root.iter("rigid_bc")}, {"upright", "slide", "depth"})
        self.refuse("dead pressure", "slab", self.block(PRESSURE), "-o", target)

    def test_where_it_cannot_be_written(self):
        block = self.block()
        self.refuse("neither a folder nor a file for febio", "slab", block, "-o", self.folder / "out.vtk")
        self.refuse("is not there", "slab", block, "-o", self.folder / "no" / "out")
        self.refuse("standard output", "slab", block, "-o", "-")
        self.refuse("folder", "slab", block, "-o", self.folder / "no" / "out.feb")
        taken = self.folder / "taken"
        taken.write_text("mine")
        self.refuse("this is a file", "slab", block, "-o", taken)
        self.assertEqual(taken.read_text(), "mine")


class Press(Checks):
    """A palm, because it is solved soonest; one firmness, because the others differ in numbers alone."""
    PALM = ("press", DESK, "--at", "0.3,0.4", "--with", "palm", "--force-N", "20")

    def test_the_document(self):
        document = self.document(*self.PALM, "--dwell-s", "2")
        self.assertEqual(document["schema"], "unknot.press/1")
        self.assertIs(document["converged"], True)
        self.assertIs(document["simulated"], True)
        self.assertEqual([answer["firmness"] for answer in document["answers"]], ["soft", "middle", "firm"])
        depths = []
        for answer in document["answers"]:
            pressed, held = answer["steps"]
            self.assertEqual((pressed["time_s"], held["time_s"]), (0, 2))
            self.assertAlmostEqual(pressed["force_N"], 20, delta=0.02)
            self.assertGreaterEqual(held["depth_m"], pressed["depth_m"])
            self.assertAlmostEqual(held["mean_pressure_Pa"] * held["area_m2"], held["force_N"], delta=0.01)
            self.assertGreater(held["peak_pressure_Pa"], held["mean_pressure_Pa"])
            self.assertEqual([layer["id"] for layer in held["layers"]][:3], ["skin", "fat", "fascia"])
            for layer in held["layers"]:
                self.assertLess(layer["min_principal_log_strain"], 0)
            depths.append(held["depth_m"])
        self.assertEqual(depths, sorted(depths, reverse=True), "softer tissue lets the hand deeper in")
        found = document["range"]["depth_m"]
        self.assertEqual((found["high"], found["likely"], found["low"]), tuple(depths))

    def test_the_words(self):
        done = unknot(*self.PALM, "--firmness", "firm")
        self.assertEqual(done.returncode, 0, done.stderr)
        text = done.stdout.decode()
        for words in ("flat hand", "middle back", "2.0 kg on a kitchen scale", "taken as firm", "sinks in", "skin", "bone carries",
                      "raises no limit", "Simulated: an estimate, not a measurement of this person."):
            self.assertIn(words.lower(), " ".join(text.split()).lower())
        self.assertNotIn("with a range", text)
        self.assertIn("an estimate with a range, not", " ".join(unknot(*self.PALM).stdout.decode().split()))
        self.assertNotRegex(text, "(?i)safe|nan|inf ")
        self.assertLessEqual(max(map(len, text.splitlines())), 82)
        self.assertNotRegex(text, r"\d\n +(N|kPa|mm|cm²|kg|s|%)\b", "a number and its unit stay together")

    def test_a_press_beyond_the_plan_does_not_look_like_advice(self):
        folder = self.folder / "picture"
        asked = ("press", DESK, "--at", "0.4,0.5", "--with", "palm", "--force-N", "70", "--firmness", "firm", "--now", NOW)
        text = " ".join(unknot(*asked).stdout.decode().split())
        self.assertIn("More than tonight's plan allows here with the flat hand: at most", text)
        self.assertIn("nothing to try", text)
        self.assertIs(self.document(*asked, "-o", folder)["plan"]["allowed"], False)
        self.assertIn("More than", "".join(ElementTree.parse(folder / "press.svg").getroot().itertext()))
        stopped = ("press", CANCER, "--at", "0.4,0.5", "--with", "palm", "--force-N", "2", "--firmness", "firm")
        self.assertIn("This person should see a doctor first", " ".join(unknot(*stopped).stdout.decode().split()))

    def test_a_press_within_the_plan_is_said_to_be(self):
        folder = self.folder / "picture"
        asked = ("press", DESK, "--at", "0.4,0.4", "--with", "palm", "--force-N", "4", "--firmness", "firm", "--now", NOW)
        text = " ".join(unknot(*asked).stdout.decode().split())
        self.assertIn("Within tonight's plan", text)
        self.assertNotIn("nothing to try", text)
        self.assertIs(self.document(*asked, "-o", folder)["plan"]["allowed"], True)
        self.assertNotIn("tonight", (folder / "press.svg").read_text())

    def test_what_is_beyond_the_measured_is_marked(self):
        def marked(force, tool):
            document = self.document("press", DESK, "--at", "0.3,0.4", "--with", tool, "--force-N", force, "--firmness", "middle")
            layers = document["answers"][0]["steps"][-1]["layers"]
            for layer in layers:
                least, most = layer["volume_ratio"]
                self.assertTrue(0 < least <= 1 <= most < 1.2, layer)
            words = any(note.startswith("Extrapolated") for note in document["notes"])
            return {layer["id"] for layer in layers if layer["extrapolated"]}, words

        beyond, told = marked("15", "thumb")
        self.assertTrue("fat" in beyond and "skin" not in beyond and told, beyond)
        self.assertEqual(marked("1", "palm"), (set(), False))

    def test_what_wide_cells_cannot_balance_is_solved_on_fine_ones(self):
        # A thumb three centimetres deep beside the sacrum. Rounding decides where it slips between wide cells.
        met = set()
        for beside in range(4):
            document = self.document("press", THERAPIST, "--at", f"0.15,1.2{beside}", "--with", "thumb", "--force-N", "40",
                                     "--firmness", "middle", "--dwell-s", "1")
            answer, = document["answers"]
            self.assertIs(document["converged"], True)
            self.assertEqual([step["time_s"] for step in answer["steps"]], [0, 1])
            self.assertEqual(document["fineness"], "normal")
            told = any("from finer ones" in note for note in document["notes"])
            self.assertEqual(told, answer["fineness"] == "fine")
            met.add(answer["fineness"])
            if "fine" in met:
                break
        self.assertIn("fine", met)

    def test_threads_change_nothing(self):
        one, two = (self.document(*self.PALM, "--firmness", "firm", "--threads", n) for n in "13")
        self.assertEqual(one, two)

    def test_files_of_a_press(self):
        folder = self.folder / "run_0.5"
        document = self.document(*self.PALM, "--firmness", "firm", "--dwell-s", "1", "-o", folder)
        self.assertEqual(sorted(document["files"]), sorted(path.name for path in folder.iterdir()))
        piece = ElementTree.parse(folder / "press_0001.vtu").getroot().find("UnstructuredGrid/Piece")
        self.assertEqual(3 * int(piece.get("NumberOfPoints")), document["answers"][0]["dof"])
        self.assertIn("fibre", {array.get("Name") for array in piece.iter("DataArray")})
        text = (folder / "press.svg").read_text()
        self.assertIn("receiver's left", "".join(ElementTree.fromstring(text).itertext()))
        self.assertIn("Simulated: an estimate, not a measurement of this person.", text)

    def test_a_press_for_febio(self):
        target = self.folder / "press.feb"
        document = self.document("press", DESK, "--at", "0.5,0.8", "--with", "palm", "--force-N", "20", "--firmness", "firm",
                                 "--dwell-s", "2", "-o", target)
        self.assertEqual(document["files"], [str(target)])
        root, sets = self.check_febio(target)
        self.assertTrue(root.findall("Discrete/discrete"), "no bone below: springs")
        self.assertTrue(root.findall("MeshData/ElementData[@type='mat_axis']"), "muscle has fibres")
        self.assertEqual([step.get("name") for step in root.find("Step")], ["touch", "moment_2", "moment_3"])

    def test_what_it_refuses(self):
        def refuse(words, **changed):
            asked = {"--at": "0.3,0.4", "--with": "palm", "--force-N": "20", **{"--" + key.replace("_", "-"): value
                                                                               for key, value in changed.items()}}
            self.refuse(words, "press", DESK, *(word for pair in asked.items() for word in pair))

        refuse("there is no back at", at="1.2,0.4")
        refuse("two numbers", at="spine")
        refuse("two numbers", at="0.1,nan")
        refuse("two numbers", at="0.1,0.2,0.3")
        refuse("hammer", **{"with": "hammer"})
        refuse("above 0 n", force_N="0")
        refuse("above 0 n", force_N="-3")
        refuse("above 0 n", force_N="nan")
        refuse("cannot be pressed", force_N="5000")
        refuse("dwell", dwell_s="-1")
        refuse("tone", tone="2")
        refuse("heading", heading_deg="inf")
        refuse("firm", firmness="hard")
        refuse("neither a folder", output=str(self.folder / "x.vtk"))
        refuse("--now", now="tonight")
        refuse("is not there", output=str(self.folder / "no" / "out"))
        self.refuse("no such file", "press", self.folder / "none.toml", "--at", "0,0.5", "--with", "palm", "--force-N", "5")


if __name__ == "__main__":
    unittest.main()
