"""What all recordings share: their registry, the scratch directory, the command line."""

import argparse
import pathlib
import subprocess
import tempfile

from console import Console, ConsoleTimeout

RECORDINGS = {}


def recording(name):
    """Registers a function (scratch directory, log path) under its log's path below SampleLogs, without `.log`."""
    def register(function):
        RECORDINGS[name] = function
        return function
    return register


def run(*command, **keywords):
    """Runs a tool quietly; what it complained of is in the error."""
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.PIPE, **keywords)


class Scratch:
    """A recording's own directory, and what was asked for on the command line."""

    def __init__(self, directory, options):
        self.directory = pathlib.Path(directory)
        self.work = pathlib.Path(options.work).resolve()
        self.echo = options.echo

    def path(self, name):
        return self.directory / name

    def blank(self, name, size, fill=b"\xff"):
        """A file of that size; flash reads 0xff when erased, disks are given as 0."""
        path = self.path(name)
        with open(path, "wb") as out:
            if name in ("disk", "card", "fat"):
                out.truncate(size)
            else:
                for _ in range(size >> 20):
                    out.write(fill * (1 << 20))
        return path


def main(description):
    """Makes the recordings that the command line names, or all."""
    into = pathlib.Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--work", required=True, help="what prepare.sh made")
    parser.add_argument("--into", default=into, help="where the folders of logs are")
    parser.add_argument("--echo", action="store_true", help="show the console on standard error too")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    failed = 0
    for name in options.names or RECORDINGS:
        log = pathlib.Path(options.into) / (name + ".log")
        with tempfile.TemporaryDirectory() as directory:
            try:
                RECORDINGS[name](Scratch(directory, options), log)
                print(f"{name}: {log.stat().st_size} bytes", flush=True)
            except (ConsoleTimeout, OSError, subprocess.CalledProcessError) as error:
                failed += 1
                detail = getattr(error, "stderr", b"") or b""
                print(f"{name}: FAILED: {error} {detail.decode(errors='replace')}", flush=True)
            finally:
                for console in list(Console.running):
                    console.power_off()
    return 1 if failed else 0
