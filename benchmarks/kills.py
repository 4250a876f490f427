"""SIGKILL at random instants while the demo runs: is an article or an alert lost, or a mail sent twice?

    python -m benchmarks.kills --kills 50 --seed 7
    python -m benchmarks.kills --kills 200 --telling

With `--telling` only what settles articles and sends alerts runs, against a mail server that fails at random
(`benchmarks.kills_telling`): more kills in less time, all of them into the work.

The demo's press publishes its ten days over HTTP; the real daemon collects, reads, threads and mails, and is killed
and started again at random instants, most of them in the midst of its work: fetching, reading, threading, sending.
Afterwards the database and the mailbox are held against the script.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.kills_telling import run as run_telling
from desk.demo.show import DemoRules, is_settled
from desk.demo.stage import Stage
from desk.demo.verdict import differences, losses

#: Part of the kills that fall into starting, and real seconds after the start up to which they do.
_AT_START, _STARTING = 0.2, 6.0
#: Real seconds after the work has begun up to which the others fall.
_WORKING = 8.0
#: Real seconds after the last start until all must be settled.
_SETTLING = 180.0


def run(kills: int, seed: int, folder: Path) -> dict[str, object]:
    """Play the demo through this many kills and return what came of it; the clock waits for the desk to catch up."""
    chance = random.Random(seed)
    with Stage(folder=folder, seconds=DemoRules().seconds) as stage:
        stage.start()
        stage.begin()
        for number in range(1, kills + 1):
            if chance.random() < _AT_START:
                _pass(stage, chance.uniform(0.0, _STARTING))
            else:
                stage.await_work()
                _pass(stage, chance.uniform(0.0, _WORKING))
            stage.kill()
            stage.start()
            sys.stderr.write(f"\rkill {number} of {kills}, {stage.clock.now():%d %b %H:%M} ")
        while not stage.conductor.is_over:
            _pass(stage, 1.0)
        ends = time.monotonic() + _SETTLING
        _pass(stage, 20.0)
        while not is_settled(stage) and time.monotonic() < ends:
            _pass(stage, 1.0)
        mails = [mail.message_id for mail in stage.mailbox.mails()]
        problems, lost = stage.store.care.check(), losses(stage)
        return {
            "kills": kills,
            "seed": seed,
            "articles": sum(1 for _ in stage.store.exports.articles()),
            "alerts": sum(1 for _ in stage.store.exports.alerts()),
            "mails": len(mails),
            "mails_sent_again_under_the_same_id": len(mails) - len(set(mails)),
            "lost_or_told_twice": lost,
            "damage": problems,
            "other_differences": sorted(set(differences(stage)) - set(lost)),
        }


def _pass(stage: Stage, seconds: float) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        stage.go_on()
        time.sleep(min(0.1, max(0.0, ends - time.monotonic())))


def main() -> None:
    """Run from the command line; exit 1 if anything was lost or told twice."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kills")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--telling", action="store_true", help="only settling and sending, with a failing mail server")
    chosen = parser.parse_args()
    kill = run_telling if chosen.telling else run
    with tempfile.TemporaryDirectory() as folder:
        result = kill(chosen.kills, chosen.seed, Path(folder))
    print(json.dumps(result, indent=1))
    sys.exit(bool(result["lost_or_told_twice"] or result["damage"]))


if __name__ == "__main__":
    main()
