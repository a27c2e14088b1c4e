"""The SQL page: editor, workspace, sidebar and result."""
