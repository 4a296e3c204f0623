"""A film of many people: chosen by a query, in an order that tells something, and rendered from its plan.

Read in this order: `plan` (what a film is made of), `choice` and `order` (which pieces, and why there),
`planfile` and `cuts` (the plan as a file that people edit, and what may be made of it), `scenes` (what is seen
and heard of each, and for how long), `film` and `mix` (the film), `editing` (a folder to finish it in an editor).
"""
