"""Incident reports: evidence is gathered once and frozen, words and pictures are made of it, files of those.

`suggest` finds a window, `evidence` asks the warehouse about it, `report` puts evidence and what people say together,
`renderers` write it as HTML, PDF, Markdown, JSON and ZIP. Nothing here knows Streamlit.
"""
