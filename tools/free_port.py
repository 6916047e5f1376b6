"""Print the wanted port of 127.0.0.1, or the next free one above it."""

import socket
import sys


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of 127.0.0.1 now."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def main(wanted: str) -> int:
    if not wanted.isdecimal() or not 1 <= int(wanted) <= 65535:
        raise SystemExit(f"PORT is a whole number from 1 to 65535; it is {wanted!r}.")
    for port in range(int(wanted), min(int(wanted) + 100, 65536)):
        if is_free(port):
            if port != int(wanted):
                print(f"Port {wanted} is busy; taking {port}.", file=sys.stderr)
            return port
    raise SystemExit(f"No free port from {wanted} on; choose another with PORT=….")


if __name__ == "__main__":
    print(main(sys.argv[1] if len(sys.argv) > 1 and sys.argv[1] else "5000"))
