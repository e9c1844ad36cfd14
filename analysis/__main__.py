"""`python -m analysis` is `demarche`."""

from analysis.cli import main

main()
