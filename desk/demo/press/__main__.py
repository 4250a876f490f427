"""Lets the press run by itself, to be looked at by hand: `python -m desk.demo.press --port 8800 --speed 720`."""

import argparse
import time

from desk.clock import FastClock
from desk.demo.press.server import Press
from desk.demo.script import load_script


def main() -> None:
    """Serve until interrupted; `--day` begins later in the script."""
    parser = argparse.ArgumentParser(prog="python -m desk.demo.press")
    parser.add_argument("--port", type=int, default=8800)
    parser.add_argument("--speed", type=float, default=720.0, help="simulated seconds per second")
    parser.add_argument("--day", type=float, default=1.0, help="day of the script to begin with")
    parser.add_argument("--real-start", type=float, default=time.time(), help="seconds since 1970; default: now")
    chosen = parser.parse_args()
    script = load_script()
    real_start = chosen.real_start - (chosen.day - 1) * 86_400 / chosen.speed
    clock = FastClock(starts_at=script.starts_at, speed=chosen.speed, real_start=real_start)
    with Press(script, clock, port=chosen.port) as press:
        print(f"{press.base_url}/ publishes {len(script.articles)} articles at {chosen.speed:g} times the speed")  # noqa: T201
        try:
            while True:
                time.sleep(1)
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
