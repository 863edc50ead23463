#!/usr/bin/env python3
"""A disk with a cache that forgets, for a machine whose power fails: an NBD server over a Unix socket.

    lossy_disk.py IMAGE SOCKET

What the machine writes it reads back at once, but it is on the disk only once the machine has asked for that (flush, or
"force unit access"). The word "cut SEED" on its input is the power failure: of everything since, each sector of 512 bytes
is on the disk or is not, as the seed has it, in whatever order; then the machine may start again from the same socket.
Says "serving", and "lost N of M sectors" after each cut.
Protocol: NBD's fixed newstyle negotiation (the NBD project's proto.md).
"""
import os
import random
import socket
import struct
import sys
import threading

SECTOR = 512
MAGIC, OPTION, REPLY = 0x4E42444D41474943, 0x49484156454F5054, 0x3E889045565A9
REQUEST, ANSWER = 0x25609513, 0x67446698
# Transmission flags: has flags, takes flush, takes FUA.
ABILITIES = 1 | 4 | 8


class Gone(Exception):
    pass


class Disk:
    def __init__(self, image):
        with open(image, "rb") as file:
            self.stable = bytearray(file.read())
        self.current, self.waiting, self.lock = bytearray(self.stable), [], threading.Lock()

    def write(self, offset, data, is_forced):
        with self.lock:
            self.current[offset:offset + len(data)] = data
            self.waiting.append((offset, data, is_forced))

    def flush(self):
        with self.lock:
            for offset, data, _ in self.waiting:
                self.stable[offset:offset + len(data)] = data
            self.waiting = []

    def cut(self, seed):
        """What was forced is there; of the rest chance decides, sector by sector."""
        chance, lost, total = random.Random(seed), 0, 0
        with self.lock:
            for offset, data, is_forced in self.waiting:
                for start in range(0, len(data), SECTOR):
                    total += not is_forced
                    if is_forced or chance.random() < 0.5:
                        self.stable[offset + start:offset + start + SECTOR] = data[start:start + SECTOR]
                    else:
                        lost += 1
            self.current, self.waiting = bytearray(self.stable), []
        return lost, total


class Machine:
    """One machine at the other end."""

    def __init__(self, connection, disk):
        self.connection, self.disk = connection, disk

    def take(self, count):
        parts = b""
        while len(parts) < count:
            part = self.connection.recv(count - len(parts))
            if not part:
                raise Gone()
            parts += part
        return parts

    def serve(self):
        try:
            if self.negotiate():
                while self.transmit():
                    pass
        except (Gone, ConnectionError):
            pass
        self.connection.close()

    def negotiate(self):
        size = len(self.disk.current)
        # Fixed newstyle, and no zeros behind an export.
        self.connection.sendall(struct.pack(">QQH", MAGIC, OPTION, 3))
        self.take(4)
        while True:
            _, option, length = struct.unpack(">QII", self.take(16))
            self.take(length)
            if option in (6, 7):  # information, go
                information = struct.pack(">HQH", 0, size, ABILITIES)
                self.connection.sendall(struct.pack(">QIII", REPLY, option, 3, len(information)) + information)
                self.connection.sendall(struct.pack(">QIII", REPLY, option, 1, 0))
                if option == 7:
                    return True
            elif option == 2:  # abort
                return False
            else:
                self.connection.sendall(struct.pack(">QIII", REPLY, option, 0x80000001, 0))

    def transmit(self):
        magic, flags, kind, cookie, offset, length = struct.unpack(">IHHQQI", self.take(28))
        data, error = b"", 0
        if magic != REQUEST:
            return False
        if kind == 0:
            with self.disk.lock:
                data = bytes(self.disk.current[offset:offset + length])
        elif kind == 1:
            self.disk.write(offset, self.take(length), bool(flags & 1))
        elif kind == 2:
            return False
        elif kind == 3:
            self.disk.flush()
        else:
            error = 22
        self.connection.sendall(struct.pack(">IIQ", ANSWER, error, cookie) + data)
        return True


def say(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main():
    disk = Disk(sys.argv[1])
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(sys.argv[2])
    listening.listen()
    machines = []

    def accept():
        while True:
            connection, _ = listening.accept()
            machine = threading.Thread(target=Machine(connection, disk).serve, daemon=True)
            machine.start()
            machines.append(machine)

    threading.Thread(target=accept, daemon=True).start()
    say("serving")
    for line in sys.stdin:
        _, seed = line.split()
        # The machine is gone; what it had sent is taken first.
        while machines:
            machines.pop().join()
        say("lost %d of %d sectors" % disk.cut(int(seed)))
    os.unlink(sys.argv[2])


main()
