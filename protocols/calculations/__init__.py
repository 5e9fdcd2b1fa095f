"""Clinical calculations as pure functions: values in, a result with its provenance (or a reason) out.

No module in this package reads the clock, the database or Django. Every function returns a
`Result` that names algorithm and version, or a `Blocked` that says in Dutch why there is no number.
`registry` ties the calculations to the determinations they need.
"""
