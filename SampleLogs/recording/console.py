"""The serial console of a QEMU machine, scripted, with every byte kept as it came.

QEMU is told to put its UART on a Unix socket and to wait for the listener, so that not one byte of
the boot is lost. What arrives goes to the log unchanged: CR LF, NUL, escapes and all.
"""

import os
import pathlib
import select
import shutil
import socket
import subprocess
import tempfile
import time


class ConsoleTimeout(Exception):
    """What was waited for did not come; the message holds the end of what did."""


class Console:
    """One QEMU machine under the power switch, and a person at its console."""

    running = []  # so that a recording that fails leaves no machine behind

    def __init__(self, command, log, echo=False):
        """command: QEMU and its options, without any -serial; log: where the raw bytes go."""
        self.directory = tempfile.mkdtemp(prefix="console-")
        self.log_path = pathlib.Path(log)
        self.log_path.parent.mkdir(parents=True, exist_ok=True)
        self.log = open(self.log_path, "wb")
        self.seen = bytearray()
        self.arrivals = []  # (bytes seen so far, seconds since power-on) at each read
        self.mark = 0  # everything before it has been waited for already
        self.echo = echo
        path = os.path.join(self.directory, "uart")
        self.stderr = open(os.path.join(self.directory, "stderr"), "w+b")
        self.process = subprocess.Popen(
            list(command)
            + ["-display", "none", "-monitor", "none",
               "-chardev", f"socket,id=uart,path={path},server=on,wait=on", "-serial", "chardev:uart"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self.stderr)
        Console.running.append(self)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        for _ in range(100):
            try:
                self.socket.connect(path)
                break
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        else:
            raise ConsoleTimeout("QEMU opened no console")
        self.began = time.monotonic()
        if self.process.poll() is not None:
            self.stderr.seek(0)
            raise ConsoleTimeout("QEMU ended at once: " + self.stderr.read().decode(errors="replace"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.power_off()

    def pump(self, seconds):
        """Takes what arrives within the time; False when the machine has gone."""
        ready, _, _ = select.select([self.socket], [], [], seconds)
        if not ready:
            return True
        try:
            data = self.socket.recv(65536)
        except ConnectionError:
            data = b""
        if not data:
            return False
        self.log.write(data)
        self.log.flush()
        self.arrivals.append((len(self.seen), time.monotonic() - self.began))
        self.seen += data
        if self.echo:
            os.write(2, data)
        return True

    def expect(self, text, timeout=60):
        """Waits until the text has come after the last match."""
        wanted = text.encode() if isinstance(text, str) else text
        deadline = time.monotonic() + timeout
        while True:
            at = self.seen.find(wanted, self.mark)
            if at >= 0:
                self.mark = at + len(wanted)
                return
            left = deadline - time.monotonic()
            if left <= 0 or not self.pump(left):
                tail = bytes(self.seen[-400:]).decode(errors="replace")
                raise ConsoleTimeout(f"{self.log_path.name}: waited for {text!r}, the console ends:\n{tail}")

    def listen(self, seconds):
        """Only records, for so long."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if not self.pump(left):
                return

    def quiet(self, seconds=1.0, timeout=60):
        """Records until the console has been silent for so long."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            before = len(self.seen)
            if not self.pump(seconds) or len(self.seen) == before:
                return

    def send(self, data):
        """Types the bytes, at the pace of a quick typist's terminal."""
        data = data.encode() if isinstance(data, str) else data
        for at in range(0, len(data), 8):
            self.socket.sendall(data[at:at + 8])
            self.pump(0.005)

    def line(self, text=""):
        """Types a line; a terminal sends CR for the Enter key."""
        self.send(text + "\r")

    def power_off(self):
        """Pulls the plug; a second time does nothing."""
        if self not in Console.running:
            return
        Console.running.remove(self)
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        while self.pump(0.05):
            if not select.select([self.socket], [], [], 0)[0]:
                break
        self.socket.close()
        self.log.close()
        self.stderr.close()
        shutil.rmtree(self.directory, ignore_errors=True)
