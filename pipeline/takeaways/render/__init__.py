"""How a piece of a clip becomes a piece of a film: chains of filters, all run by one ffmpeg for each film.

Read in this order: `pieces` (which stretch of which copy), `canvas` (how large, how many pictures a second),
`picture` and `sound` (the chains of one piece), `dress` (what is laid over the picture), `encode` (the file).
"""
