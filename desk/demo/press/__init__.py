"""The local press: invented outlets that publish the script over HTTP, by the time that a clock tells."""

from desk.demo.outlets import demo_outlets
from desk.demo.press.server import Press, press_app

__all__ = ["Press", "demo_outlets", "press_app"]
