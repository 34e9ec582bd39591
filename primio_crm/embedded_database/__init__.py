"""A PostgreSQL of the project's own, started when it is needed and stopped when its last user has gone.

As Django's database engine it is the ordinary PostgreSQL backend that first sees to it that the server runs.
"""
