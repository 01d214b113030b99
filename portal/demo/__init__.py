"""The demonstration: two invented cycles, their people and their files. Loaded by ``manage.py load_demo``, in demo mode only.

The texts are content, not interface: they are in French, as the cycles are.
"""
