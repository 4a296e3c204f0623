"""How pictures of words are drawn: cards, and the panels of films.

Read in this order: `faces` (which fonts), `colours` (which colours), `lettering` (quotation marks and the
direction of writing), `page` (a description becomes a PNG or an SVG), `panels` (what films show that nobody
filmed), `photos` (what is behind words). What a page looks like is said in the `.typ` files
beside these modules.
"""
