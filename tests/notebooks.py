"""Notebooks made by hand, with outputs as JupyterLab saves them."""

import json

import nbformat

from analysis import rendering


def notebook(path, *cells, state=None):
    made = nbformat.v4.new_notebook(cells=list(cells))
    if state is not None:
        made.metadata["widgets"] = {rendering.STATE: {"version_major": 2, "version_minor": 0, "state": state}}
    nbformat.write(made, path)
    return path


def shown(source, data):
    cell = nbformat.v4.new_code_cell(source)
    cell.outputs = [nbformat.v4.new_output("display_data", data=data)]
    return cell


def states(*widgets):
    """The widgets' saved state, as a notebook keeps it."""
    held = {}
    for widget in widgets:
        held[widget.model_id] = {
            "model_name": widget._model_name,
            "state": json.loads(json.dumps(widget.get_state(), default=str)),
        }
    return held


def view(widget):
    return {rendering.WIDGET: {"model_id": widget.model_id, "version_major": 2, "version_minor": 0}, "text/plain": "x"}
