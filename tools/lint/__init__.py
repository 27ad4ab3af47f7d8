"""The rules of this house that no other tool knows, each with examples in `tools/tests`.

    python -m tools.lint

prints `path:line: rule: message` for each finding and ends with status 1 if there was one.
One line may break one rule, with the reason beside it or alone on the line above it:

    # lint: allow RULE (the sign-in backend needs the plain manager)

Between the docstring and the first import it holds for the whole file, as in a module of steps
that several actions share. An allowance without a reason, or for something that is not there, is
itself a finding.
"""
