"""The items of nomenclatures: their tree, its pages, and who uses them."""
