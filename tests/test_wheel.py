"""What is installed: one top-level name, whole, and out of reach of any neighbour's names."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from datetime import datetime
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

import pytest

from bench.pseudo_terminal import Terminal
from support.places import ROOT
from support.roster_files import as_xlsx

pytestmark = pytest.mark.slow

IGNORED = shutil.ignore_patterns(
    *(".*", "build", "dist", "*.egg-info", "__pycache__", "node_modules", "tests", "bench", "docs")
)
BUILD = "from setuptools import build_meta as b; b.build_sdist('dist'); b.build_wheel('dist')"
NEIGHBOUR_MODULES = (
    "store/__init__.py",
    "store/files.py",
    "tui/__init__.py",
    "tui/app.py",
    "exports/__init__.py",
)
"""Names of modules that another distribution may install, too."""

PINYIN_IN_A_CHILD = """
import sys
from yigong.store.people import pinyin
pinyin.use_child_process()
pinyin.preload_titles(["重阳节"])
print(pinyin.title_keys("重阳节"))
sys.exit("pypinyin" in sys.modules)
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """The sources as in a clone from which an older version was built before."""
    folder = tmp_path_factory.mktemp("source") / "yigong"
    shutil.copytree(ROOT, folder, symlinks=True, ignore=IGNORED)
    for stale in ("store/__init__.py", "yigong/stale.py"):
        path = folder / "build" / "lib" / stale
        path.parent.mkdir(parents=True)
        path.write_text("raise SystemExit('left by an older version')\n")
    return folder


@pytest.fixture(scope="module")
def built(source):
    """The sdist and the wheel; a warning while they are built is an error."""
    run([sys.executable, "-W", "error", "-c", BUILD], cwd=source)
    (sdist,), (wheel,) = (source / "dist").glob("*.tar.gz"), (source / "dist").glob("*.whl")
    return sdist, wheel


@pytest.fixture(scope="module")
def dependencies(tmp_path_factory):
    """What is installed beside these tests, without yigong: nothing has to be downloaded."""
    folder = tmp_path_factory.mktemp("dependencies")
    for path in Path(pytest.__file__).parents[1].iterdir():
        if "yigong" not in path.name:
            (folder / path.name).symlink_to(path)
    return folder


class Environment:
    """A fresh virtual environment, used from a folder that has nothing to do with the sources."""

    def __init__(self, folder, dependencies):
        venv.create(folder / "venv", symlinks=True)
        self.bin = folder / "venv" / "bin"
        (self.packages,) = (folder / "venv" / "lib").glob("python*/site-packages")
        (self.packages / "dependencies.pth").write_text(f"{dependencies}\n")
        self.folder = folder / "elsewhere"
        self.folder.mkdir()
        home = folder / "home"
        home.mkdir()
        self.environ = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8"}

    def pip(self, *words):
        command = [sys.executable, "-m", "pip", "--python", self.bin / "python", "--quiet"]
        run([*command, *words])

    def install(self, *what):
        self.pip("install", "--no-index", "--no-deps", "--no-build-isolation", *what)

    def python(self, *words):
        return run([self.bin / "python", *words], cwd=self.folder, env=self.environ)

    def yigong(self, *words, stdin=""):
        command = [self.bin / "yigong", "--lang", "en", *words]
        return run(command, cwd=self.folder, env=self.environ, input=stdin)

    def names(self):
        """What stands in its site-packages, the link to the dependencies apart."""
        return {path.name for path in self.packages.iterdir()} - {"dependencies.pth"}


@pytest.fixture
def environment(tmp_path, dependencies):
    return Environment(tmp_path, dependencies)


@pytest.fixture(scope="module")
def neighbour(tmp_path_factory):
    """The wheel of a distribution that installs our packages' names, and raises when imported."""
    path = tmp_path_factory.mktemp("neighbour") / "neighbour-1.0-py3-none-any.whl"
    info = "neighbour-1.0.dist-info"
    files = dict.fromkeys(NEIGHBOUR_MODULES, "raise SystemExit('a neighbour was imported')\n")
    files[f"{info}/METADATA"] = "Metadata-Version: 2.1\nName: neighbour\nVersion: 1.0\n"
    files[f"{info}/WHEEL"] = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in (*files, f"{info}/RECORD"))
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def run(command, **options):
    done = subprocess.run(
        [str(word) for word in command],
        check=False, capture_output=True, encoding="utf-8", **options,
    )  # fmt: skip
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout


def content(wheel):
    """The files of a wheel and what is in them, but for the list that it keeps of them."""
    with zipfile.ZipFile(wheel) as archive:
        return {n: archive.read(n) for n in archive.namelist() if not n.endswith("/RECORD")}


def assert_a_day_works(environment, name):
    """A village, a roster from a workbook, a check-in, pinyin in a child process, the screens."""
    assert environment.yigong("--version") == environment.python("-m", "yigong", "--version")
    data = ("--data", name)
    environment.yigong(*data, "init", "--name", "青山村")
    rows = [["姓名", "手机号"], ["张小明", 12000000001], ["李秀英", 12000000002]]
    (environment.folder / "roster.xlsx").write_bytes(as_xlsx(rows))
    environment.yigong(*data, "people", "import", "roster.xlsx")
    start = datetime.now(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%dT00:00")
    event = {"title": "村民义务日", "start": start, "minutes": 1439}
    environment.yigong(*data, "event", "add", "-", stdin=json.dumps(event))
    environment.yigong(*data, "checkin", "E0001", "zxm")
    assert "张小明" in environment.yigong(*data, "event", "show", "E0001")
    environment.yigong(*data, "publish", f"{name}-www")
    assert "村民义务日" in (environment.folder / f"{name}-www" / "index.html").read_text("utf-8")
    assert "重chong" in environment.python("-c", PINYIN_IN_A_CHILD)
    screens = [str(environment.bin / "yigong"), "--lang", "zh", *data, "--by", "李芳"]
    in_folder = ["/bin/sh", "-c", 'cd "$0" && exec "$@"', str(environment.folder)]
    with Terminal(
        [*in_folder, *screens], {**environment.environ, "TERM": "xterm-256color"}
    ) as terminal:
        assert terminal.wait_for("村民义务日", 60), terminal.text()
        assert "周" in terminal.text(), "the catalogue is installed"


def test_the_wheel_owns_one_name_and_has_all_that_is_not_code(built):
    _, wheel = built
    names = content(wheel)
    tops = {PurePosixPath(name).parts[0] for name in names}
    version = wheel.name.split("-")[1]
    assert tops == {"yigong", f"yigong-{version}.dist-info", f"yigong-{version}.data"}
    installed_beside = {n.partition("/data/")[2] for n in names if ".data/" in n}
    assert installed_beside == {
        "share/bash-completion/completions/yigong",
        "share/zsh/site-functions/_yigong",
        "share/fish/vendor_completions.d/yigong.fish",
        "share/man/man1/yigong.1",
    }
    for name in (
        *("store/locale/zh/LC_MESSAGES/yigong.mo", "tui/yigong.tcss", "__main__.py"),
        *("exports/site/templates/base.html", "exports/site/templates/style.css"),
    ):
        assert f"yigong/{name}" in names
    sources = {
        f"yigong/{path.relative_to(ROOT)}"
        for part in ("store", "exports", "tui")
        for path in (ROOT / part).rglob("*.py")
    }
    assert {name for name in names if name.endswith(".py")} == {
        *sources, "yigong/__init__.py", "yigong/__main__.py",
    }  # fmt: skip


def test_the_sdist_builds_the_same_wheel(built, tmp_path):
    sdist, wheel = built
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()
    run([sys.executable, "-c", "from setuptools import build_meta as b; b.build_wheel('.')"],
        cwd=unpacked)  # fmt: skip
    (again,) = unpacked.glob("*.whl")
    assert content(again) == content(wheel)


def test_the_sources_install_into_a_fresh_environment(source, environment):
    """As `pip install .` and `pipx install .` do."""
    environment.install(source)
    assert {name for name in environment.names() if "dist-info" not in name} == {"yigong"}
    assert_a_day_works(environment, "qingshan")
    page = environment.bin.parent / "share" / "man" / "man1" / "yigong.1"
    assert page.is_file()


@pytest.mark.parametrize("order", ["before", "after"])
def test_a_neighbour_with_our_packages_names_changes_nothing(built, neighbour, environment, order):
    """Installed before us or after us, imported from the folder one is in, and uninstalled."""
    wheels = [neighbour, built[1]] if order == "before" else [built[1], neighbour]
    for wheel in wheels:
        environment.install(wheel)
    for name in NEIGHBOUR_MODULES:
        path = environment.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("raise SystemExit('the folder one is in was imported')\n")
    ours = {p: p.stat().st_size for p in environment.packages.glob("yigong/**/*.py")}
    assert_a_day_works(environment, "beside")
    environment.pip("uninstall", "--yes", "neighbour")
    assert {p: p.stat().st_size for p in environment.packages.glob("yigong/**/*.py")} == ours
    assert_a_day_works(environment, "alone")
    environment.pip("uninstall", "--yes", "yigong")
    assert environment.names() == set()
