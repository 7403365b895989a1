"""Odoo with types: one client for both of its wires, reads, sign-in, the two accounts and their rights."""
