"""For all tests: laws are given as much time as they need; what is slow is measured where it is claimed."""

from hypothesis import settings

settings.register_profile("demarche", deadline=None, max_examples=60)
settings.load_profile("demarche")
