"""What people take away: quotes, captions, clips, cards, films and the report.

Each is made of quotations that may leave (`pipeline.quotations`) and written by `pipeline.takeaways.keeping`.
"""
