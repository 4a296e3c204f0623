"""A film of many people: chosen by a query, in an order that tells something, and rendered from its plan.

Read in this order: `plan` (what a film is made of), `choice` and `order` (which pieces, and why there),
`planfile` and `cuts` (the plan as a file, and what may be made of it), `scenes` (what is seen,
and for how long), `stretches`, `music` and `film` (the film), `editing` (a folder for an editor).
"""
