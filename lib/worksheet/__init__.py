"""Workbooks that go out to be filled in and come back: declared once, written, read with patience, compared.

``columns`` declares, ``writing`` makes the workbook, ``reading`` takes it back by way of ``child``, ``values`` says
what a cell means, ``comparing`` what would change. Nothing is imported here: the child process starts quickly that way.
"""
