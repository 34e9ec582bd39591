"""What the product is compared with: a plain Django admin and default django-import-export, on the same tables.

They run in a process of their own with `bench.rivals.settings`; the product's addresses know nothing of them.
"""
