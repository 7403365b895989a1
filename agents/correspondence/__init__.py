"""Correspondence: free text in, typed claims with their exact places out. `graphs.intake` calls `reading.read_report`.

Everything here but `reading`, `letter` and `writer` is pure: words, days and quantities need neither Odoo nor a model.
"""
