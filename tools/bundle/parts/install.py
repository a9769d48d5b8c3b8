"""Installs hospital-optimizer from the folder this file lies in, without a network; needs nothing but Python itself."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
MANIFEST = "SHA256SUMS"
FAILED, DAMAGED, LACKING = 1, 2, 3


class Refusal(Exception):
    """Why nothing was installed, in English and Chinese, with an exit code."""

    def __init__(self, code: int, en: str, zh: str) -> None:
        super().__init__(en)
        self.code, self.en, self.zh = code, en, zh


def main() -> int:
    """Install, or say what is missing."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    asked = arguments()
    try:
        machine_suits()
        if asked.suits:
            return 0
        if asked.folder is None:
            raise Refusal(
                LACKING, "say where to install: a folder that does not exist yet", "请给出安装位置：一个尚不存在的文件夹"
            )
        bundle_is_whole(asked.expect)
        install(Path(asked.folder).absolute())
    except Refusal as refusal:
        say(f"NOT INSTALLED: {refusal.en}\n未安装：{refusal.zh}", failed=True)
        return refusal.code
    return 0


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", help="where to install; must not exist yet, or be empty / 安装位置")
    parser.add_argument("--expect", metavar="HASH", help="SHA-256 of SHA256SUMS, brought by another way / 校验清单的哈希值")
    parser.add_argument("--suits", action="store_true", help="only say whether this Python suits / 只检查 Python")
    return parser.parse_args()


def machine_suits() -> None:
    """Compare Python, processor and C library with what the bundle is for."""
    facts = json.loads((HERE / "bundle.json").read_text(encoding="utf-8"))
    here, bits = "{}.{}".format(*sys.version_info), 8 * struct.calcsize("P")
    if here not in facts["pythons"] or platform.python_implementation() != "CPython" or bits != 64:
        known = ", ".join(facts["pythons"])
        found = f"{platform.python_implementation()} {platform.python_version()}, {bits} bit"
        raise Refusal(LACKING, f"needs 64-bit CPython {known}; this is {found}", f"需要 64 位 CPython {known}；当前为 {found}")
    machine = {"AMD64": "x64"}.get(platform.machine(), platform.machine())
    name = f"{platform.system().lower()}-{machine}"
    if name not in facts["platforms"]:
        known = ", ".join(facts["platforms"])
        raise Refusal(LACKING, f"made for {known}; this is {name}", f"适用于 {known}；当前为 {name}")
    library, version = platform.libc_ver()
    if name.startswith("linux") and (library != "glibc" or numbers(version) < tuple(facts["glibc"])):
        needed = "glibc " + ".".join(map(str, facts["glibc"]))
        found = f"{library} {version}".strip() or "another C library"
        raise Refusal(LACKING, f"needs {needed} or newer; this is {found}", f"需要 {needed} 或更新；当前为 {found}")


def numbers(version: str) -> tuple[int, ...]:
    """Return a version as numbers that compare."""
    return tuple(int(part) for part in version.split(".")[:2])


def bundle_is_whole(expected: str | None) -> None:
    """Compare every file with the manifest, and the manifest with the hash that came by another way."""
    if not (HERE / MANIFEST).is_file():
        raise Refusal(DAMAGED, f"{MANIFEST} is missing from the bundle", f"安装包缺少 {MANIFEST}")
    found = sha256(HERE / MANIFEST)
    if expected and expected.lower() != found:
        raise Refusal(
            DAMAGED, f"{MANIFEST} has hash {found}, not the expected one", f"{MANIFEST} 的哈希值为 {found}，与给定值不符"
        )
    lines = (HERE / MANIFEST).read_text(encoding="utf-8").splitlines()
    listed = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    there = {path.relative_to(HERE).as_posix() for path in HERE.rglob("*") if path.is_file()} - {MANIFEST}
    wrong = (
        (sorted(set(listed) - there), "missing", "缺少"),
        ([name for name in sorted(there & set(listed)) if sha256(HERE / name) != listed[name]], "changed", "被改动"),
        (sorted(there - set(listed)), "not of the bundle", "不属于安装包"),
    )
    if any(names for names, _, _ in wrong):
        en = "; ".join(f"{word}: {', '.join(names)}" for names, word, _ in wrong if names)
        zh = "；".join(f"{word}：{'、'.join(names)}" for names, _, word in wrong if names)
        raise Refusal(DAMAGED, f"the bundle is not whole. {en}", f"安装包不完整。{zh}")
    say(f"{len(listed)} files have their hashes; {MANIFEST} itself: {found}\n{len(listed)} 个文件校验一致")


def sha256(path: Path) -> str:
    """Return the hash of a file, read piece by piece."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for piece in iter(lambda: file.read(1 << 20), b""):
            digest.update(piece)
    return digest.hexdigest()


def install(folder: Path) -> None:
    """Make the environment, fill it, check it; what failed leaves no folder behind."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refusal(LACKING, f"{folder} exists and is not empty", f"{folder} 已存在且非空")
    say("Making the environment and installing; this takes some minutes.\n正在建立环境并安装，需要几分钟。")
    try:
        python, pip = environment_at(folder)
        options = [
            "--no-index",
            "--find-links",
            str(HERE / "wheels"),
            "--require-hashes",
            "--only-binary=:all:",
            "--no-cache-dir",
        ]
        run(
            [*pip, "install", "--quiet", *options, "--requirement", str(HERE / "requirements.txt")],
            "pip could not install",
            "pip 安装失败",
        )
        run([*pip, "check"], "the packages do not agree with each other", "软件包之间不一致")
        program = python.with_name("hospital-optimizer").with_suffix(python.suffix)
        run([str(program), "check", "example:lanzhou"], "the installed program does not work", "安装后的程序不能运行")
    except (Refusal, KeyboardInterrupt):
        shutil.rmtree(folder, ignore_errors=True)
        raise
    say(f"Installed, and it reads its example city. Start: {program} app\n已安装，示例城市检查通过。启动：{program} app")


def environment_at(folder: Path) -> tuple[Path, list[str]]:
    """Make a virtual environment; return its Python and the words that call a pip for it."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    own, quiet = [sys.executable, "-I", "-m"], ["--disable-pip-version-check", "--no-input"]
    made = call([*own, "venv", str(folder)])
    if made.returncode == 0:
        return python, [str(python), "-I", "-m", "pip", *quiet]
    shutil.rmtree(folder, ignore_errors=True)
    bare = call([*own, "venv", "--without-pip", str(folder)])
    pip = [*own, "pip", "--python", str(python), *quiet]  # Debian splits ensurepip off; a pip of the machine itself does as well
    if bare.returncode == 0 and call([*pip, "--version"]).returncode == 0:
        return python, pip
    package = "python{}.{}-venv".format(*sys.version_info)
    said = ((made.stdout + made.stderr).strip().splitlines() or [""])[-1]
    en = (
        f"this Python makes no virtual environment with pip (venv, ensurepip). Debian, Ubuntu: install {package}. It said: {said}"
    )
    raise Refusal(LACKING, en, f"此 Python 无法建立带 pip 的虚拟环境（缺 venv 或 ensurepip）。Debian、Ubuntu 请安装 {package}")


def run(command: list[str], en: str, zh: str) -> None:
    """Run a step, or refuse with what it said last."""
    done = call(command)
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-12:])
        raise Refusal(FAILED, f"{en}:\n{said}", zh)


def call(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command that no setting of this machine reaches: neither pip's, nor Python's, nor a folder's."""
    environment = {name: value for name, value in os.environ.items() if not name.upper().startswith(("PIP_", "PYTHON"))}
    environment.update(PIP_CONFIG_FILE=os.devnull, PYTHONUTF8="1")
    with tempfile.TemporaryDirectory() as nowhere:
        return subprocess.run(
            command, capture_output=True, env=environment, cwd=nowhere, encoding="utf-8", errors="replace", check=False
        )


def say(text: str, *, failed: bool = False) -> None:
    """Say it."""
    print(text, file=sys.stderr if failed else sys.stdout, flush=True)


if __name__ == "__main__":
    sys.exit(main())
